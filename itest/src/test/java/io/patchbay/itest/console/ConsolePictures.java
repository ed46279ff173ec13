package io.patchbay.itest.console;

import io.patchbay.itest.browser.Questions;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Makes the pictures of the guides: {@code docs/images/make} runs it, no build does. */
class ConsolePictures {

    @TempDir Path folder;

    @Test
    void take() throws Exception {
        Product product = Product.inFelix();
        Path clock = folder.resolve("clock-1.1.0.jar");
        Path way = folder.resolve("websocket-1.1.0.jar");
        product.other("io.patchbay.tools.clock", "1.1.0").with("hours", "24").write(clock);
        product.other("io.patchbay.transport.websocket", "1.1.0").write(way);
        Path silence = Questions.speak("Hello.", 60_000, folder.resolve("hello.wav"));
        try (Run run = product.run(folder)) {
            Browser.tell(
                    "pictures",
                    folder,
                    Map.of(
                            "url",
                            run.entry().toString(),
                            "microphone",
                            silence.toString(),
                            "into",
                            System.getProperty("pictures"),
                            "jars",
                            Map.of("clock", clock.toString(), "transport", way.toString())));
        }
    }
}
