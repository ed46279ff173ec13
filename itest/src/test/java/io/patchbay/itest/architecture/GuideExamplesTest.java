package io.patchbay.itest.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every Java example of a guide stands, but for white space, in tests that compile and run it. */
class GuideExamplesTest {

    private static final Pattern EXAMPLE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final String LAUNCHER = "launcher/src/test/java/io/patchbay/launcher/";
    private static final String RELAY = " itest/src/test/java/io/patchbay/itest/relay/";
    private static final String RUNTIME = "runtime/src/test/java/io/patchbay/runtime/";
    private static final String LEG =
            "transport.sip/src/test/java/io/patchbay/transport/sip/internal/leg/";
    private static final String SESSION = RUNTIME + "internal/session/";

    private static String code(String text) {
        return text.replaceAll("\\s+", "");
    }

    @ParameterizedTest
    @CsvSource({
        "cloudflare.md, "
                + LAUNCHER
                + "CloudflareGuideTest.java"
                + " transport.cloudflare-like/src/test/java/com/example/ownclient/JdkFetch.java"
                + RELAY
                + "RelayedCallsTest.java"
                + RELAY
                + "RelayedPageTest.java",
        "guardrails.md, " + SESSION + "GuardrailGuideTest.java",
        "hot-swap.md, " + RUNTIME + "HotSwapGuideTest.java " + SESSION + "LineSwapGuideTest.java",
        "interruption.md, " + LAUNCHER + "InterruptionGuideTest.java",
        "manners.md, " + LAUNCHER + "MannersGuideTest.java",
        "provider-calls.md,"
                + " itest/src/test/java/io/patchbay/itest/provider/ProviderCallTest.java",
        "reconnect.md, "
                + LAUNCHER
                + "ReconnectGuideTest.java "
                + LAUNCHER
                + "FailoverGuideTest.java",
        "sip.md, " + LEG + "SipGuideTest.java",
        "webrtc.md, " + LAUNCHER + "WebRtcGuideTest.java",
    })
    void every_example_is_compiled(String guide, String tests) throws IOException {
        StringBuilder compiled = new StringBuilder();
        for (String test : tests.split(" ")) {
            compiled.append(code(Files.readString(Tree.root().resolve(test))));
        }
        Path page = Tree.root().resolve("docs").resolve(guide);
        Matcher example = EXAMPLE.matcher(Files.readString(page));
        int found = 0;
        while (example.find()) {
            String shown = code(example.group(1));
            assertTrue(compiled.indexOf(shown) >= 0, example.group(1));
            found++;
        }
        assertTrue(found > 0, "a guide without examples");
    }
}
