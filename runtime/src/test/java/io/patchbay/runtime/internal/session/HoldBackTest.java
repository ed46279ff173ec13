package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.session.GuardrailPolicy;
import io.patchbay.api.session.GuardrailPolicy.WhenLate;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.runtime.Patchbay;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import io.patchbay.tck.VirtualLoop;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class HoldBackTest {

    private static SessionOptions.Builder held(
            GuardrailPolicy.HoldBack mode, OutputGuardrail judge) {
        return SessionOptions.builder()
                .agent(Call.agent())
                .guardrail(judge)
                .guardrails(GuardrailPolicy.builder().holdBack(mode).build());
    }

    private static void says(Call call, Turn answer, String words) {
        call.hears(
                new TransportEvent.TranscriptDelta(answer.responseId(), answer.itemId(), 0, words));
    }

    private static void sounds(Call call, Turn answer, int number) {
        byte[] bytes = new byte[AudioFormat.PCM16_24K.bytes(100)];
        bytes[0] = (byte) number;
        call.line()
                .emitAudio(
                        answer.responseId(),
                        answer.itemId(),
                        AudioClip.of(AudioFormat.PCM16_24K, bytes));
        call.run();
    }

    private static List<Integer> heard(Call call) {
        return call.heard.stream().map(clip -> (int) clip.bytes().get(0)).toList();
    }

    private static Turn begin(Call call) {
        Turn answer = call.turns.spokenAnswer("", 0);
        call.hears(answer.before(TransportEvent.TranscriptDelta.class));
        return answer;
    }

    private static void end(Call call, Turn answer, String words) {
        call.hears(new TransportEvent.AudioDone(answer.responseId(), answer.itemId(), 0));
        call.hears(
                new TransportEvent.TranscriptDone(answer.responseId(), answer.itemId(), 0, words));
        call.hears(answer.from(TransportEvent.ItemDone.class));
    }

    private static void join(Call call, TestLeg leg) {
        call.session.addLeg(leg);
        call.run();
    }

    @Test
    void speech_that_trips_reaches_no_leg_and_no_listener() {
        Judge judge = Judge.against("bad");
        TestLeg caller = new TestLeg("caller", AudioFormat.PCM16_24K, AudioSink.Pacing.SINK);
        TestLeg monitor = new TestLeg("monitor", AudioFormat.PCM16_24K, AudioSink.Pacing.SINK);
        for (GuardrailPolicy.HoldBack mode :
                List.of(GuardrailPolicy.HoldBack.SENTENCE, GuardrailPolicy.HoldBack.ITEM)) {
            try (Call call = Call.with(held(mode, judge))) {
                join(call, caller);
                join(call, monitor);
                Turn answer = call.hears(call.turns.spokenAnswer("Something bad.", 2_000));
                call.advance(5_000);
                assertEquals(1, call.events(SessionEvent.GuardrailTripped.class).size());
                assertEquals(List.of(), call.heard);
                assertEquals(List.of(), caller.frames);
                assertEquals(List.of(), monitor.frames);
                assertTrue(call.events(SessionEvent.AudioStarted.class).isEmpty());
                assertTrue(call.events(SessionEvent.AudioStopped.class).isEmpty());
                assertTrue(call.events(SessionEvent.PlaybackStarted.class).isEmpty());
                assertTrue(call.events(SessionEvent.SpeechReleased.class).isEmpty());
                assertTrue(
                        call.line().commands(Command.DeleteItem.class).stream()
                                .anyMatch(delete -> delete.itemId().equals(answer.itemId())),
                        "the model must not go on from it");
                assertTrue(call.line().commands(Command.TruncateItem.class).isEmpty());
            }
        }
    }

    @Test
    void sentences_are_let_go_one_by_one_as_they_are_judged() {
        Judge judge = Judge.byHand("bad");
        try (Call call = Call.with(held(GuardrailPolicy.HoldBack.SENTENCE, judge))) {
            Turn answer = begin(call);
            says(call, answer, "First");
            sounds(call, answer, 1);
            says(call, answer, " one.");
            sounds(call, answer, 2);
            says(call, answer, " Second");
            sounds(call, answer, 3);
            assertEquals(List.of("First one."), judge.texts);
            assertEquals(List.of(), heard(call));
            call.advance(250);
            judge.judges();
            call.run();
            assertEquals(List.of(1), heard(call), "the second frame may be the second sentence");
            SessionEvent.SpeechReleased released = call.only(SessionEvent.SpeechReleased.class);
            assertEquals(Duration.ofMillis(250), released.heldFor());
            assertEquals(answer.responseId(), released.responseId());
            says(call, answer, " one.");
            judge.judges();
            call.run();
            assertEquals(List.of(1, 2, 3), heard(call));
            sounds(call, answer, 4);
            assertEquals(List.of(1, 2, 3), heard(call), "it may be a third one, not yet in words");
            end(call, answer, "First one. Second one.");
            assertEquals(List.of(1, 2, 3, 4), heard(call), "there was none");
        }
    }

    @Test
    void sound_whose_words_come_after_it_is_not_heard_when_they_trip() {
        Judge judge = Judge.against("SECRET");
        for (String more : List.of("", " ", "..", "\n")) {
            try (Call call = Call.with(held(GuardrailPolicy.HoldBack.SENTENCE, judge))) {
                Turn answer = begin(call);
                says(call, answer, "Fine. ");
                for (int i = 0; i < 20; i++) {
                    sounds(call, answer, i);
                }
                if (!more.isEmpty()) {
                    says(call, answer, more); // that nobody can have spoken
                }
                assertEquals(List.of(), heard(call));
                says(call, answer, "The SECRET is 1234. ");
                call.advance(5_000);
                assertEquals(List.of(), heard(call));
                assertEquals(1, call.events(SessionEvent.GuardrailTripped.class).size());
            }
        }
    }

    @Test
    void sound_of_a_second_part_waits_for_the_words_of_that_part() {
        Judge judge = Judge.against("bad");
        for (GuardrailPolicy.HoldBack mode :
                List.of(GuardrailPolicy.HoldBack.SENTENCE, GuardrailPolicy.HoldBack.ITEM)) {
            try (Call call = Call.with(held(mode, judge))) {
                Turn answer = begin(call);
                String response = answer.responseId();
                String item = answer.itemId();
                says(call, answer, "Fine.");
                sounds(call, answer, 1);
                call.hears(new TransportEvent.TranscriptDone(response, item, 0, "Fine."));
                assertEquals(List.of(1), heard(call));
                call.line()
                        .play(
                                Turn.of(
                                        new Turn.Sound(
                                                response,
                                                item,
                                                1,
                                                AudioClip.of(
                                                        AudioFormat.PCM16_24K, new byte[4_800]))));
                call.run();
                assertEquals(List.of(1), heard(call));
                call.hears(new TransportEvent.TranscriptDone(response, item, 1, "So bad."));
                assertEquals(List.of(1), heard(call));
                assertEquals(1, call.events(SessionEvent.GuardrailTripped.class).size());
            }
        }
    }

    @Test
    void a_second_sentence_that_trips_is_not_heard_and_the_first_is() {
        Judge judge = Judge.byHand("bad");
        try (Call call = Call.with(held(GuardrailPolicy.HoldBack.SENTENCE, judge))) {
            Turn answer = begin(call);
            says(call, answer, "Fi");
            sounds(call, answer, 1);
            says(call, answer, "ne.");
            judge.judges();
            call.run();
            assertEquals(List.of(1), heard(call));
            says(call, answer, " But bad.");
            sounds(call, answer, 2);
            call.advance(40);
            judge.judges();
            call.run();
            assertEquals(List.of(1), heard(call));
            call.line().expect(Command.CancelResponse.class);
            Command.TruncateItem cut = call.line().expect(Command.TruncateItem.class);
            assertEquals(40, cut.audioEndMillis(), "counted in what was let go");
            sounds(call, answer, 3);
            assertEquals(List.of(1), heard(call), "what comes late is not heard either");
        }
    }

    @Test
    void by_item_nothing_is_let_go_before_its_end() {
        Judge judge = Judge.against("bad");
        try (Call call = Call.with(held(GuardrailPolicy.HoldBack.ITEM, judge))) {
            Turn answer = begin(call);
            says(call, answer, "First. Second.");
            sounds(call, answer, 1);
            sounds(call, answer, 2);
            assertEquals(List.of(), heard(call));
            end(call, answer, "First. Second.");
            assertEquals(List.of(1, 2), heard(call));
            List<String> order =
                    call.eventNames()
                            .filter(name -> name.startsWith("Audio") || name.startsWith("Playback"))
                            .toList();
            assertEquals(List.of("AudioStarted", "PlaybackStarted", "AudioStopped"), order);
            call.advance(500);
            assertEquals(1, call.events(SessionEvent.PlaybackEnded.class).size());
        }
    }

    @Test
    void sound_that_comes_before_its_words_is_held_to_the_end_of_its_item() {
        Judge judge = Judge.against("bad");
        try (Call call = Call.with(held(GuardrailPolicy.HoldBack.SENTENCE, judge))) {
            Turn answer = begin(call);
            sounds(call, answer, 1);
            says(call, answer, "Fine.");
            sounds(call, answer, 2);
            assertEquals(List.of(), heard(call));
            end(call, answer, "Fine. And fine.");
            assertEquals(List.of(1, 2), heard(call));
            assertTrue(judge.texts.contains("Fine. And fine."), judge.texts.toString());
        }
    }

    @Test
    void words_that_are_corrected_at_the_end_are_judged_as_they_are() {
        Judge judge = Judge.against("bad");
        try (Call call = Call.with(held(GuardrailPolicy.HoldBack.ITEM, judge))) {
            Turn answer = begin(call);
            says(call, answer, "Something bat.");
            sounds(call, answer, 1);
            end(call, answer, "Something bad.");
            assertEquals(List.of(), heard(call));
            assertEquals(1, call.events(SessionEvent.GuardrailTripped.class).size());
        }
    }

    @Test
    void speech_without_any_words_counts_as_without_a_verdict() {
        for (WhenLate whenLate : WhenLate.values()) {
            SessionOptions.Builder options =
                    SessionOptions.builder()
                            .agent(Call.agent())
                            .guardrail((OutputGuardrail) Judge.against("bad"))
                            .guardrails(
                                    GuardrailPolicy.builder()
                                            .holdBack(GuardrailPolicy.HoldBack.SENTENCE)
                                            .whenLate(whenLate)
                                            .build());
            try (Call call = Call.with(options)) {
                Turn answer = begin(call);
                sounds(call, answer, 1);
                call.hears(answer.from(TransportEvent.ItemDone.class));
                assertEquals(whenLate == WhenLate.PASS ? List.of(1) : List.of(), heard(call));
                assertEquals(1, call.events(SessionEvent.Error.class).size());
            }
        }
    }

    @Test
    void a_guardrail_that_is_late_lets_go_or_stops_as_the_policy_says() {
        for (WhenLate whenLate : WhenLate.values()) {
            SessionOptions.Builder options =
                    SessionOptions.builder()
                            .agent(Call.agent())
                            .guardrail((OutputGuardrail) Judge.byHand("bad"))
                            .guardrails(
                                    GuardrailPolicy.builder()
                                            .holdBack(GuardrailPolicy.HoldBack.SENTENCE)
                                            .verdictTimeout(Duration.ofMillis(400))
                                            .whenLate(whenLate)
                                            .build());
            try (Call call = Call.with(options)) {
                Turn answer = begin(call);
                says(call, answer, "Fi");
                sounds(call, answer, 1);
                says(call, answer, "ne.");
                call.advance(399);
                assertEquals(List.of(), heard(call));
                call.advance(1);
                assertEquals(whenLate == WhenLate.PASS ? List.of(1) : List.of(), heard(call));
            }
        }
    }

    @Test
    void an_interruption_forgets_what_is_held_and_counts_only_what_was_let_go() {
        Judge judge = Judge.byHand("bad");
        try (Call call = Call.with(held(GuardrailPolicy.HoldBack.SENTENCE, judge))) {
            Turn answer = begin(call);
            says(call, answer, "First");
            sounds(call, answer, 1);
            says(call, answer, " one.");
            judge.judges();
            call.run();
            says(call, answer, " Second one.");
            for (int i = 2; i <= 10; i++) {
                sounds(call, answer, i);
            }
            call.advance(60);
            call.does(call.session::interrupt);
            call.line().expect(Command.CancelResponse.class);
            assertEquals(60, call.line().expect(Command.TruncateItem.class).audioEndMillis());
            judge.judges();
            call.run();
            assertEquals(List.of(1), heard(call));
        }
    }

    @Test
    void an_answer_that_is_over_and_wholly_held_is_interrupted_and_forgotten() {
        Judge judge = Judge.byHand("bad");
        try (Call call = Call.with(held(GuardrailPolicy.HoldBack.SENTENCE, judge))) {
            Turn answer = call.hears(call.turns.spokenAnswer("Fine.", 1_000));
            call.does(call.session::interrupt);
            assertEquals(answer.itemId(), call.line().expect(Command.DeleteItem.class).itemId());
            judge.judges();
            call.advance(3_000);
            assertEquals(List.of(), heard(call));
        }
    }

    @Test
    void a_line_that_is_lost_takes_with_it_what_is_held() {
        Judge judge = Judge.byHand("bad");
        SessionOptions.Builder options =
                held(GuardrailPolicy.HoldBack.SENTENCE, judge)
                        .reconnect(io.patchbay.api.session.ReconnectPolicy.NEVER);
        try (Call call = Call.with(options)) {
            call.hears(call.turns.spokenAnswer("Fine.", 1_000));
            call.line().disconnect(new CloseReason(CloseReason.Cause.LOST, 0, "cable cut", null));
            call.run();
            judge.judges();
            call.run();
            assertEquals(List.of(), heard(call));
        }
    }

    @Test
    void what_trips_behind_an_answer_that_plays_does_not_silence_that() {
        Judge judge = Judge.against("bad");
        try (Call call = Call.with(held(GuardrailPolicy.HoldBack.SENTENCE, judge))) {
            call.hears(call.turns.spokenAnswer("Fine.", 2_000));
            int before = call.heard.size();
            assertEquals(20, before);
            call.hears(call.turns.spokenAnswer("So bad.", 1_000));
            assertEquals(before, call.heard.size());
            assertTrue(call.events(SessionEvent.AudioInterrupted.class).isEmpty());
            call.advance(3_000);
            assertEquals(1, call.events(SessionEvent.PlaybackEnded.class).size());
        }
    }

    @Test
    void an_answer_of_which_too_much_would_be_held_is_silenced() {
        Judge judge = Judge.byHand("bad");
        SessionOptions.Builder options =
                SessionOptions.builder()
                        .agent(Call.agent())
                        .guardrail((OutputGuardrail) judge)
                        .guardrails(
                                GuardrailPolicy.builder()
                                        .holdBack(GuardrailPolicy.HoldBack.ITEM)
                                        .holdBackBytes(1 << 16)
                                        .build());
        try (Call call = Call.with(options)) {
            Turn answer = begin(call);
            says(call, answer, "Fine");
            for (int i = 0; i < 14; i++) {
                sounds(call, answer, i); // 4800 bytes each
            }
            assertTrue(call.only(SessionEvent.Error.class).message().contains("holdBackBytes"));
            call.line().expect(Command.CancelResponse.class);
            assertEquals(List.of(), heard(call));
        }
    }

    @Test
    void an_unguarded_agents_speech_is_not_held() {
        SessionOptions.Builder options =
                SessionOptions.builder()
                        .agent(Call.agent())
                        .guardrails(
                                GuardrailPolicy.builder()
                                        .holdBack(GuardrailPolicy.HoldBack.ITEM)
                                        .build());
        try (Call call = Call.with(options)) {
            Turn answer = begin(call);
            sounds(call, answer, 1);
            assertEquals(List.of(1), heard(call));
            assertTrue(call.events(SessionEvent.SpeechReleased.class).isEmpty());
        }
    }

    @Test
    void whatever_the_order_of_words_sound_and_verdicts_nothing_that_tripped_is_heard() {
        int outran = 0; // how often the sound of a bad sentence came before its words
        for (long seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            GuardrailPolicy.HoldBack mode =
                    random.nextBoolean()
                            ? GuardrailPolicy.HoldBack.SENTENCE
                            : GuardrailPolicy.HoldBack.ITEM;
            Judge judge = Judge.byHand("bad");
            TestLeg caller = new TestLeg("caller", AudioFormat.PCM16_24K, AudioSink.Pacing.SINK);
            try (Call call = Call.with(held(mode, judge))) {
                join(call, caller);
                boolean bad = false;
                boolean nextIsBad = random.nextInt(4) == 0;
                boolean ahead = false; // sound of the next sentence came before its words
                int frames = 0;
                StringBuilder words = new StringBuilder();
                Turn answer = begin(call);
                int steps = 3 + random.nextInt(12);
                for (int i = 0; i < steps && !tripped(call); i++) {
                    switch (random.nextInt(5)) {
                        case 0 -> {
                            String more = nextIsBad ? "a bad one. " : "a fine one. ";
                            int cut = random.nextInt(more.length());
                            words.append(more);
                            outran += nextIsBad && ahead ? 1 : 0;
                            bad |= nextIsBad;
                            nextIsBad = random.nextInt(4) == 0;
                            ahead = false;
                            says(call, answer, more.substring(0, cut));
                            says(call, answer, more.substring(cut));
                        }
                        case 1 -> {
                            if (!words.isEmpty()) {
                                // from the word on everything is bad
                                sounds(call, answer, bad || ahead && nextIsBad ? 99 : 1);
                                frames++;
                            }
                        }
                        case 2 -> {
                            judge.judges();
                            call.run();
                        }
                        case 3 -> call.advance(random.nextInt(200));
                        default -> {
                            ahead = true;
                            sounds(call, answer, bad || nextIsBad ? 99 : 1);
                            frames++;
                        }
                    }
                    assertFalse(heard(call).contains(99), "seed " + seed + ", step " + i);
                }
                if (!tripped(call)) {
                    if (ahead) { // words that come with the end alone
                        words.append(nextIsBad ? "a bad one." : "a fine one.");
                        outran += nextIsBad ? 1 : 0;
                        bad |= nextIsBad;
                    }
                    end(call, answer, words.toString());
                }
                judge.judges();
                call.run();
                judge.judges();
                call.run();
                call.advance(3_000);
                int now = (int) seed;
                if (bad) {
                    assertFalse(heard(call).contains(99), "seed " + now + ": " + heard(call));
                    assertEquals(1, call.events(SessionEvent.GuardrailTripped.class).size());
                } else if (!words.isEmpty()) {
                    assertTrue(call.events(SessionEvent.GuardrailTripped.class).isEmpty());
                    assertEquals(frames, call.heard.size(), "all of it, seed " + now);
                    assertEquals(
                            call.heard.size() * 5, caller.frames.size(), "all of it, seed " + now);
                }
            }
        }
        assertTrue(outran > 50, "only " + outran);
    }

    private static boolean tripped(Call call) {
        return !call.events(SessionEvent.GuardrailTripped.class).isEmpty();
    }

    @Test
    void a_line_whose_sound_does_not_pass_here_is_refused_with_the_reason() {
        for (TransportCapabilities carriage :
                List.of(
                        new TransportCapabilities(
                                "elsewhere", TransportCapabilities.Media.ELSEWHERE, false, false),
                        new TransportCapabilities(
                                "packets", TransportCapabilities.Media.PACKETS, true, false))) {
            SessionOptions.Builder options =
                    held(GuardrailPolicy.HoldBack.SENTENCE, Judge.against("bad"))
                            .line(
                                    LineChoice.builder()
                                            .transport(carriage.name())
                                            .provider("scripted")
                                            .key("k")
                                            .build());
            try (Call call =
                    Call.opened(
                            options,
                            plugs -> plugs.transport(new ScriptedTransportFactory(carriage)))) {
                call.connect(); // the second choice works
                assertTrue(call.line().connects().size() == 1);
            }
            ConnectException why = refused(carriage);
            assertTrue(why.reason().text().contains("hold-back"), why.reason().text());
            assertTrue(why.reason().text().contains(carriage.name()), why.reason().text());
            assertFalse(why.reason().retryable());
        }
    }

    private static ConnectException refused(TransportCapabilities carriage) {
        VirtualLoop loop = new VirtualLoop();
        Patchbay patchbay =
                Patchbay.builder()
                        .loops(() -> loop)
                        .workers(loop)
                        .transport(new ScriptedTransportFactory(carriage))
                        .provider(new ScriptedProvider())
                        .build();
        RealtimeSession session =
                patchbay.open(
                        held(GuardrailPolicy.HoldBack.ITEM, Judge.against("bad"))
                                .line(
                                        LineChoice.builder()
                                                .transport(carriage.name())
                                                .provider("scripted")
                                                .key("k")
                                                .build())
                                .build());
        CompletableFuture<Void> connected = session.connect().toCompletableFuture();
        loop.run();
        Throwable failure = assertThrows(CompletionException.class, connected::join).getCause();
        session.close(CloseReason.NORMAL);
        loop.run();
        return assertInstanceOf(ConnectException.class, failure);
    }

    @Test
    void the_scripted_answer_is_heard_whole_when_it_passes() {
        Judge judge = Judge.against("bad");
        try (Call call = Call.with(held(GuardrailPolicy.HoldBack.SENTENCE, judge))) {
            call.hears(call.turns.spokenAnswer("All fine.", 1_000));
            assertEquals(10, call.heard.size());
            assertEquals(
                    ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, 100).bytes(),
                    call.heard.get(0).bytes());
            call.advance(1_500);
            assertEquals(1, call.events(SessionEvent.PlaybackEnded.class).size());
        }
    }
}
