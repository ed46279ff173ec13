package io.patchbay.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.OpenTelemetry;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.record.Recorder;
import io.patchbay.runtime.record.Recording;
import io.patchbay.runtime.record.RecordingOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide's code is the code that is compiled and run here. */
class ObservabilityGuideTest {
    private static final Path ROOT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());

    @Test
    void a_runtime_is_reported() {
        OpenTelemetry openTelemetry = OpenTelemetry.noop();
        // begin telemetry
        Patchbay patchbay =
                Patchbay.builder()
                        .services(Patchbay.class.getClassLoader())
                        .observer(Telemetry.of(openTelemetry))
                        .build();
        // end
        patchbay.close();
        assertTrue(patchbay.sessions().isEmpty());
    }

    @Test
    void a_session_is_recorded(@TempDir Path folder) throws Exception {
        try (Watched call = new Watched(RealtimeAgent.builder("guide").build())) {
            RealtimeSession session = call.session;
            // begin record
            Recording recording = Recorder.start(session, folder, RecordingOptions.DEFAULT);
            // end
            call.end();
            recording.finished().toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertTrue(Files.size(recording.journal()) > 0);
        }
    }

    @Test
    void the_guide_quotes_this_code() throws Exception {
        String guide = Files.readString(ROOT.resolve("docs/observability.md"));
        String here =
                Files.readString(
                        ROOT.resolve(
                                "telemetry/src/test/java/io/patchbay/telemetry/ObservabilityGuideTest.java"));
        Matcher quoted =
                Pattern.compile(
                                "<!-- ObservabilityGuideTest: (\\S+) -->\\n```java\\n(.*?)```",
                                Pattern.DOTALL)
                        .matcher(guide);
        int found = 0;
        while (quoted.find()) {
            Matcher source =
                    Pattern.compile(
                                    "// begin " + quoted.group(1) + "\\n(.*?)// end",
                                    Pattern.DOTALL)
                            .matcher(here);
            assertTrue(source.find(), quoted.group(1));
            assertEquals(
                    source.group(1).replaceAll("(?m)^\\s+|\\s+$", ""),
                    quoted.group(2).replaceAll("(?m)^\\s+|\\s+$", ""));
            found++;
        }
        assertEquals(2, found);
    }
}
