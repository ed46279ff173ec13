package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.Measure;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a session measures (RULES 30), in virtual time, so that every figure is exact. */
class MeasurementsTest {
    /** Padding 200 ms before speech, 500 ms of silence after it. */
    private static final TurnDetection TURNS =
            new TurnDetection.ServerVad(null, 200, 500, null, true, true);

    private static Duration measured(Call call, Measure measure) {
        List<SessionEvent.Measured> found =
                call.events(SessionEvent.Measured.class).stream()
                        .filter(event -> event.measure() == measure)
                        .toList();
        assertEquals(1, found.size(), () -> measure + " in " + found);
        return found.get(0).value();
    }

    private static boolean none(Call call, Measure measure) {
        return call.events(SessionEvent.Measured.class).stream()
                .noneMatch(event -> event.measure() == measure);
    }

    /** Frames of 20 ms, one every 20 ms, at the end of which so much was sent. */
    private static void speak(Call call, int millis) {
        for (int at = 0; at < millis; at += 20) {
            call.session.sendAudio(Call.frame(at / 20));
            call.advance(20);
        }
    }

    @Test
    void an_answer_is_timed_from_the_callers_last_speech_frame_to_the_first_frame_played() {
        try (Call call = Call.thin(TURNS)) {
            speak(call, 2_000);
            call.hears(new TransportEvent.SpeechStarted("u", 300));
            // speech ended at 1500 ms of the sound; its frame was sent at 1480
            call.hears(new TransportEvent.SpeechStopped("u", 2_000));
            call.advance(300);
            call.hears(call.turns.spokenAnswer("Yes.", 200));
            assertEquals(
                    Duration.ofMillis(2_300 - 1_480), measured(call, Measure.RESPONSE_LATENCY));
        }
    }

    @Test
    void first_audio_is_timed_from_the_end_of_the_turn_that_the_server_answers() {
        try (Call call = Call.thin(TURNS)) {
            call.hears(new TransportEvent.SpeechStarted("u", 0));
            call.hears(new TransportEvent.SpeechStopped("u", 700));
            call.advance(240);
            Turn answer = call.turns.spokenAnswer("Yes.", 200);
            call.hears(answer);
            assertEquals(Duration.ofMillis(240), measured(call, Measure.TIME_TO_FIRST_AUDIO));
            assertEquals(
                    answer.responseId(), call.events(SessionEvent.Measured.class).get(0).subject());
        }
    }

    @Test
    void first_audio_is_timed_from_the_request_where_the_session_asked() {
        try (Call call = Call.with(Call.agent())) {
            call.says("Hello");
            call.advance(125);
            call.hears(call.turns.spokenAnswer("Good day.", 200));
            assertEquals(Duration.ofMillis(125), measured(call, Measure.TIME_TO_FIRST_AUDIO));
            assertTrue(none(call, Measure.RESPONSE_LATENCY), "nobody spoke");
        }
    }

    @Test
    void barge_in_is_timed_from_the_first_speech_frame_to_the_silence() {
        try (Call call = Call.thin(TURNS)) {
            call.hears(call.turns.spokenAnswer("A long story.", 5_000));
            speak(call, 1_000);
            // speech began at 400 ms of the sound, 200 of them padding: its frame was sent at 380
            call.hears(new TransportEvent.SpeechStarted("u", 200));
            assertEquals(Duration.ofMillis(1_000 - 380), measured(call, Measure.BARGE_IN_LATENCY));
        }
    }

    @Test
    void speech_into_silence_is_no_barge_in() {
        try (Call call = Call.thin(TURNS)) {
            speak(call, 400);
            call.hears(new TransportEvent.SpeechStarted("u", 0));
            assertTrue(none(call, Measure.BARGE_IN_LATENCY), "nothing played");
        }
    }

    @Test
    void a_tool_is_timed_while_it_works() {
        CompletableFuture<ToolResult> slow = new CompletableFuture<>();
        FunctionTool tool =
                FunctionTool.builder("slow").description("d").buildAsync((a, c) -> slow);
        RealtimeAgent agent = RealtimeAgent.builder("a").tool(tool).build();
        try (Call call = Call.with(agent)) {
            call.says("Do it");
            call.hears(call.turns.functionCall("c1", "slow", "{}"));
            call.advance(640);
            slow.complete(ToolResult.of("done"));
            call.run();
            assertEquals(Duration.ofMillis(640), measured(call, Measure.TOOL_LATENCY));
        }
    }

    @Test
    void the_gap_between_two_lines_is_timed() {
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .config(SessionConfig.EMPTY)
                                .legs(
                                        LegPolicy.of(
                                                LegPolicy.CallerGone.KEEP,
                                                LegPolicy.ModelGone.PARK)))) {
            call.line().disconnect(new CloseReason(CloseReason.Cause.FATAL, 4000, "go away", null));
            call.run();
            call.advance(2_500);
            call.connect();
            assertEquals(Duration.ofMillis(2_500), measured(call, Measure.RECONNECT_GAP));
        }
    }

    @Test
    void counters_are_readable_while_the_session_runs() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            Turn answer = call.turns.spokenAnswer("A long story.", 1_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.hears(new TransportEvent.SpeechStarted("u", 0));
            call.hears(
                    answer.before(TransportEvent.AudioDone.class)
                            .from(TransportEvent.ItemAdded.class));
            assertEquals(10, call.session.counters().lateFrames());
            assertEquals(call.session.counters(), call.patchbay.sessions().get(0).counters());
        }
    }

    @Test
    void a_listener_may_hear_the_caller() {
        try (Call call = Call.thin(TURNS)) {
            List<Integer> inline = new ArrayList<>();
            List<Integer> copies = new ArrayList<>();
            call.session.listenInline(new CallerEar(inline));
            call.session.listen(new CallerEar(copies));
            for (int i = 1; i <= 3; i++) {
                call.session.sendAudio(Call.frame(i));
            }
            call.run();
            call.loop.execute(() -> call.session.sendAudio(Call.frame(4)));
            call.run();
            assertEquals(List.of(1, 2, 3, 4), inline);
            assertEquals(List.of(1, 2, 3, 4), copies);
            assertEquals(4, call.line().audio().size(), "and the model hears all of it");
            assertEquals(0, call.heard.size(), "the model's sound is another interest");
        }
    }

    private record CallerEar(List<Integer> frames) implements SessionListener {
        @Override
        public Set<Interest> interests() {
            return Set.of(Interest.CALLER_AUDIO);
        }

        @Override
        public void onCallerAudio(io.patchbay.api.audio.AudioChunk chunk) {
            assertEquals(io.patchbay.api.audio.AudioFormat.PCM16_24K, chunk.format());
            assertEquals(960, chunk.bytes().remaining());
            frames.add((int) chunk.bytes().get(0));
        }
    }

    @Test
    void caller_sound_that_waits_for_room_is_heard_once() {
        try (Call call = Call.thin(TURNS)) {
            List<Integer> heard = new ArrayList<>();
            call.session.listenInline(new CallerEar(heard));
            call.line().backlog(true);
            call.session.sendAudio(Call.frame(7));
            call.run();
            assertEquals(List.of(), heard);
            call.line().backlog(false);
            call.run();
            assertEquals(List.of(7), heard);
            assertEquals(1, call.line().audio().size());
        }
    }

    @Test
    void a_request_for_an_answer_in_writing_measures_no_sound() {
        try (Call call = Call.with(Call.agent())) {
            call.says("Hello");
            call.hears(call.turns.textAnswer("Good day."));
            assertEquals(List.of(), call.events(SessionEvent.Measured.class));
            assertEquals(1, call.line().commands(Command.CreateResponse.class).size());
        }
    }
}
