package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.Turn;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a JDK Flight Recorder sees of a session. */
class FlightRecorderTest {
    @TempDir Path folder;

    private static void conversation() {
        FunctionTool tool =
                FunctionTool.builder("search").description("d").build((a, c) -> "turmeric");
        RealtimeAgent agent = RealtimeAgent.builder("guide").tool(tool).build();
        try (Call call = Call.with(agent)) {
            call.says("marzipan");
            call.hears(call.turns.functionCall("c1", "search", "{\"q\":\"rhubarb\"}"));
            Turn answer = call.turns.spokenAnswer("aubergine", 1_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.does(call.session::interrupt);
            call.hears(
                    answer.from(TransportEvent.TranscriptDelta.class)
                            .before(TransportEvent.AudioDone.class));
            call.hears(call.turns.cut(answer, "aub", "client_cancelled"));
        }
    }

    @Test
    void events_are_written_without_content_while_somebody_records() throws Exception {
        Path file = folder.resolve("call.jfr");
        try (Recording recording = new Recording()) {
            for (String name :
                    List.of("Session", "Response", "Tool", "Interruption", "AudioDrop")) {
                recording.enable("io.patchbay." + name);
            }
            recording.start();
            conversation();
            recording.stop();
            recording.dump(file);
        }
        Map<String, Integer> counts = new TreeMap<>();
        StringBuilder all = new StringBuilder();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            String name = event.getEventType().getName();
            if (name.startsWith("io.patchbay.")) {
                counts.merge(name.substring(12), 1, Integer::sum);
                all.append(event);
                if (name.endsWith("AudioDrop")) {
                    assertEquals(10, event.getLong("lateFrames"));
                }
            }
        }
        assertEquals(
                Map.of("Session", 1, "Response", 2, "Tool", 1, "Interruption", 1, "AudioDrop", 1),
                counts);
        for (String word : List.of("marzipan", "rhubarb", "turmeric", "aubergine")) {
            assertFalse(all.toString().contains(word), word);
        }
        assertTrue(all.toString().contains("guide"), "names of agents are no content");
    }

    @Test
    void a_session_that_nobody_records_keeps_no_event() {
        assertFalse(new FlightEvents.SessionLived().isEnabled());
    }
}
