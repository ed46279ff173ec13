package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink.Pacing;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.runtime.record.Recorder;
import io.patchbay.runtime.record.Recording;
import io.patchbay.runtime.record.RecordingOptions;
import io.patchbay.tck.Turn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recording a session in virtual time. */
class RecorderTest {
    @TempDir Path folder;

    private static final RecordingOptions OPTIONS =
            RecordingOptions.builder().name("call").queueBytes(64 << 20).build();

    private static void finish(Call call, Recording recording) throws Exception {
        call.session.close(CloseReason.NORMAL);
        call.run();
        recording.finished().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertEquals(0, recording.dropped());
    }

    /** First and last millisecond of a channel that is not silent, after {@code from}. */
    private static long[] loud(Path wav, int channel) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(wav)).order(ByteOrder.LITTLE_ENDIAN);
        long first = -1;
        long last = -1;
        for (int frame = 0; 44 + frame * 4 + 4 <= all.capacity(); frame++) {
            if (all.getShort(44 + frame * 4 + channel * 2) != 0) {
                first = first < 0 ? frame / 24 : first;
                last = frame / 24;
            }
        }
        return new long[] {first, last};
    }

    private static void near(long expected, long is) {
        assertTrue(Math.abs(expected - is) <= 40, () -> expected + " is " + is);
    }

    private static ByteBuffer loudFrame() {
        ByteBuffer frame = Call.frame(0);
        for (int i = 0; i < frame.capacity(); i++) {
            frame.put(i, (byte) 33);
        }
        return frame;
    }

    @Test
    @SuppressWarnings("NullAway") // which is what is tried
    void no_folder_is_refused_by_name() {
        try (Call call = Call.opened(SessionOptions.builder().agent(Call.agent()))) {
            assertEquals(
                    "folder",
                    assertThrows(
                                    NullPointerException.class,
                                    () -> Recorder.start(call.session, null, OPTIONS))
                            .getMessage());
        }
    }

    @Test
    void both_sides_stand_where_they_were_heard_on_one_clock() throws Exception {
        try (Call call = Call.opened(SessionOptions.builder().agent(Call.agent()))) {
            Recording recording = Recorder.start(call.session, folder, OPTIONS);
            call.connect();
            for (int at = 0; at < 3_000; at += 20) {
                boolean speaks = at >= 1_000 && at < 1_500;
                call.session.sendAudio(speaks ? loudFrame() : ByteBuffer.allocate(960));
                call.advance(20);
            }
            call.hears(call.turns.spokenAnswer("Good day.", 1_000));
            call.advance(2_000);
            finish(call, recording);
            Path wav = recording.wav().orElseThrow();
            long[] caller = loud(wav, 0);
            long[] agent = loud(wav, 1);
            near(1_000, caller[0]);
            near(1_500, caller[1]);
            near(3_000, agent[0]);
            near(4_000, agent[1]);
            near(5_000, (Files.size(wav) - 44) / 4 / 24);
        }
    }

    @Test
    void what_was_generated_and_never_heard_is_not_in_the_recording() throws Exception {
        try (Call call = Call.with(Call.agent())) {
            Recording recording = Recorder.start(call.session, folder, OPTIONS);
            call.advance(500);
            call.hears(call.turns.spokenAnswer("A long story.", 8_000));
            call.advance(2_000);
            call.does(call.session::interrupt);
            call.advance(4_000);
            finish(call, recording);
            long[] agent = loud(recording.wav().orElseThrow(), 1);
            near(500, agent[0]);
            near(2_500, agent[1]);
        }
    }

    @Test
    void speech_that_still_plays_at_the_end_stops_there() throws Exception {
        try (Call call = Call.with(Call.agent())) {
            Recording recording = Recorder.start(call.session, folder, OPTIONS);
            call.hears(call.turns.spokenAnswer("A long story.", 8_000));
            call.advance(1_000);
            finish(call, recording);
            near(1_000, loud(recording.wav().orElseThrow(), 1)[1]);
            near(1_000, (Files.size(recording.wav().orElseThrow()) - 44) / 4 / 24);
        }
    }

    @Test
    void the_leg_that_is_the_caller_says_what_was_heard() throws Exception {
        try (Call call = Call.with(Call.agent())) {
            TestLeg leg = new TestLeg("ear", AudioFormat.PCM16_24K, Pacing.SINK);
            call.session.addLeg(leg);
            call.run();
            Recording recording = Recorder.start(call.session, folder, OPTIONS);
            call.advance(300);
            Turn answer = call.turns.spokenAnswer("A long story.", 4_000);
            call.hears(answer);
            call.advance(1_000);
            leg.heard(answer.itemId(), 900); // its device is late by 100 ms
            call.hears(new TransportEvent.SpeechStarted("u", 0));
            call.advance(3_000);
            finish(call, recording);
            near(300, loud(recording.wav().orElseThrow(), 1)[0]);
            near(1_200, loud(recording.wav().orElseThrow(), 1)[1]);
        }
    }

    @Test
    void the_journal_has_events_calls_and_frames_and_no_key() throws Exception {
        FunctionTool tool =
                FunctionTool.builder("search").description("d").build((a, c) -> "sk-abcdefgh1234");
        RealtimeAgent agent = RealtimeAgent.builder("guide").tool(tool).build();
        try (Call call = Call.opened(SessionOptions.builder().agent(agent))) {
            Recording recording =
                    Recorder.start(call.session, folder, OPTIONS.toBuilder().sound(false).build());
            call.connect();
            call.says("my key is sk-qwertyuiop99");
            call.hears(call.turns.functionCall("c1", "search", "{\"authorization\":\"x\"}"));
            call.session.sendAudio(Call.frame(1));
            call.run();
            finish(call, recording);
            assertTrue(recording.wav().isEmpty());
            List<String> lines = Files.readAllLines(recording.journal());
            String all = String.join("\n", lines);
            assertTrue(
                    lines.get(0).contains("\"kind\":\"call\",\"event\":{\"type\":\"connect\""),
                    all);
            assertTrue(all.contains("\"type\":\"add_item\""), all);
            assertTrue(all.contains("\"type\":\"tool_ended\""), all);
            assertTrue(
                    all.contains(
                            "\"kind\":\"audio\",\"event\":{\"type\":\"caller_audio\",\"bytes\":960"),
                    all);
            assertTrue(lines.get(lines.size() - 1).contains("CLOSED"), all);
            assertFalse(all.contains("sk-"), all);
        }
    }

    @Test
    void a_recording_that_is_ended_costs_nothing_and_the_session_goes_on() throws Exception {
        try (Call call = Call.with(Call.agent())) {
            Recording recording = Recorder.start(call.session, folder, OPTIONS);
            call.advance(100);
            recording.close();
            recording.finished().toCompletableFuture().get(10, TimeUnit.SECONDS);
            long size = Files.size(recording.journal());
            call.hears(call.turns.spokenAnswer("More.", 200));
            assertEquals(size, Files.size(recording.journal()));
            assertEquals(2, call.heard.size(), "and others hear on");
        }
    }

    @Test
    void two_recordings_of_one_name_do_not_overwrite_each_other() throws Exception {
        try (Call call = Call.with(Call.agent())) {
            Recording first = Recorder.start(call.session, folder, OPTIONS);
            Recording second = Recorder.start(call.session, folder, OPTIONS);
            assertFalse(first.journal().equals(second.journal()));
            finish(call, first);
            second.finished().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void bad_input_is_refused_with_the_remedy() {
        String name =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> RecordingOptions.builder().name("../x").build())
                        .toString();
        assertTrue(name.contains("name must be") && name.contains("A-Z"), name);
        assertThrows(
                IllegalArgumentException.class,
                () -> RecordingOptions.builder().queueBytes(1).build());
        Call call = Call.with(Call.agent());
        call.close();
        String closed =
                assertThrows(
                                IllegalStateException.class,
                                () -> Recorder.start(call.session, folder, OPTIONS))
                        .toString();
        assertTrue(closed.contains("closed"), closed);
    }
}
