package io.patchbay.transport.twilio.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.runtime.Patchbay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/twilio.md shows stands here, and is compiled. */
class TwilioGuideTest {

    private static final Path GUIDE = Path.of("../docs/twilio.md");
    private static final Path SOURCE =
            Path.of("src/test/java/io/patchbay/transport/twilio/internal/TwilioGuideTest.java");

    /** The example; a class that has this method shows that it compiles. */
    Patchbay router(String authToken, SessionOptions options) {
        Patchbay patchbay =
                Patchbay.builder()
                        .services(getClass().getClassLoader())
                        .configure(
                                PlugKind.CALLER_LEG,
                                "twilio",
                                Map.of(
                                        "port", "8086",
                                        ".auth-token", authToken,
                                        "public-url", "https://voice.example"))
                        .callRouter(
                                call ->
                                        CompletableFuture.completedFuture(
                                                new CallRouter.Decision.Accept(options)))
                        .build();
        return patchbay;
    }

    private static String folded(String code) {
        return code.replaceAll("\\s+", " ").strip();
    }

    @Test
    void the_example_of_the_guide_is_compiled_here() throws Exception {
        Matcher example =
                Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(GUIDE));
        assertTrue(example.find());
        assertTrue(folded(Files.readString(SOURCE)).contains(folded(example.group(1))));
    }

    @Test
    void every_setting_is_in_the_guide() throws Exception {
        String source =
                Files.readString(
                        Path.of(
                                "src/main/java/io/patchbay/transport/twilio/internal/StreamSettings.java"));
        String guide = Files.readString(GUIDE);
        Matcher names = Pattern.compile("settings\\.\\w+\\(\\s*\"([a-z-]+)\"").matcher(source);
        long found =
                names.results()
                        .map(each -> each.group(1))
                        .distinct()
                        .peek(
                                name ->
                                        assertTrue(
                                                guide.contains("`" + name + "`")
                                                        || guide.contains("`." + name + "`"),
                                                name + " is not in the guide"))
                        .count();
        assertTrue(found >= 11, found + " settings");
    }
}
