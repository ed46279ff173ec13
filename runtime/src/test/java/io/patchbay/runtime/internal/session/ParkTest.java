package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink.Pacing;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.session.Spoken;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.ScriptedTurns;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A session without a model keeps its callers (RULES 1). */
class ParkTest {
    private static final AudioClip MUSIC = ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, 1_000);

    private static long heard(Call call) {
        return call.heard.stream().mapToLong(AudioClip::millis).sum();
    }

    @Test
    void a_parked_session_lets_the_line_go_and_keeps_its_callers() {
        try (Call call = Call.with(Call.agent())) {
            TestLeg leg = new TestLeg("leg", AudioFormat.PCM16_24K, Pacing.SINK);
            call.session.addLeg(leg);
            call.run();
            CompletionStage<Void> parked = call.does(call.session::park);
            assertTrue(parked.toCompletableFuture().isDone());
            call.line().assertClosed();
            assertEquals(SessionState.PARKED, call.session.state());
            assertEquals(null, leg.closed);
            CompletionStage<Spoken> clip = call.does(() -> call.session.play(MUSIC));
            call.advance(1_000);
            leg.plays();
            call.run();
            assertFalse(clip.toCompletableFuture().join().interrupted());
            call.connect();
            assertEquals(SessionState.CONNECTED, call.session.state());
        }
    }

    @Test
    void parking_silences_the_agent() {
        try (Call call = Call.with(Call.agent())) {
            var answer = call.turns.spokenAnswer("a long story", 2_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.advance(500);
            call.does(call.session::park);
            call.line().expect(Command.CancelResponse.class);
            assertEquals(500, call.line().expect(Command.TruncateItem.class).audioEndMillis());
        }
    }

    @Test
    void music_plays_over_and_over_until_the_model_is_back() {
        try (Call call = Call.with(Call.agent())) {
            call.does(() -> call.session.park(MUSIC));
            call.advance(10_000);
            assertEquals(11_000, heard(call), 200, "a second ahead of the ear");
            CompletionStage<Spoken> news =
                    call.does(
                            () ->
                                    call.session.play(
                                            ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, 300)));
            call.advance(400);
            assertFalse(news.toCompletableFuture().join().interrupted());
            long before = heard(call);
            call.advance(5_000);
            assertEquals(before + 5_000, heard(call), 1_200, "the music goes on after the news");
            call.connect();
            call.advance(100);
            long back = heard(call);
            call.advance(10_000);
            assertEquals(back, heard(call));
        }
    }

    @Test
    void the_next_line_is_told_what_was_said_before() {
        try (Call call = Call.with(Call.agent())) {
            Item question = Item.Message.user("Are you there?").withId("q");
            call.hears(new TransportEvent.ItemAdded(question, Placement.END));
            call.does(call.session::park);
            call.lines.prepare(line -> line.acknowledgeItems(true));
            call.connect();
            assertEquals(List.of("q"), Lines.ids(Lines.told(call)));
            assertEquals(1, call.session.history().size());
        }
    }

    @Test
    void only_a_connected_session_is_parked() {
        try (Call call = Call.opened(io.patchbay.api.session.SessionOptions.builder())) {
            CompletionStage<Void> parked = call.does(call.session::park);
            Throwable why =
                    assertThrows(
                                    CompletionException.class,
                                    () -> parked.toCompletableFuture().join())
                            .getCause();
            assertInstanceOf(IllegalStateException.class, why);
            assertEquals(
                    "the session is new; only a connected session can be parked",
                    String.valueOf(why == null ? null : why.getMessage()));
        }
    }
}
