package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.provider.ProviderCapabilities.MoveOrder;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.Turn;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Numbered frames of a caller whose line's plugs are exchanged, counted at the far ends. */
class LineSwapSoundTest {
    private static SessionOptions.Builder spoken() {
        return SessionOptions.builder()
                .config(SessionConfig.builder().turnDetection(Call.SERVER_TURNS).build());
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }

    /** A turn that began with a frame; its sound is on the line, and nobody has committed it. */
    private static void opensTurn(SwapCall swap, String id, int frame) {
        swap.call.hears(new TransportEvent.SpeechStarted(id, (frame - 1) * 20L));
    }

    private static void commits(SwapCall swap, String id, int frame) {
        swap.call.hears(new TransportEvent.SpeechStopped(id, frame * 20L));
        swap.call.hears(new TransportEvent.InputCommitted(id, Placement.END));
        swap.call.hears(new TransportEvent.InputTranscriptDone(id, 0, "well", null));
    }

    @Test
    void every_frame_arrives_once_and_in_order_but_those_of_the_open_turn_which_arrive_again() {
        try (SwapCall swap = SwapCall.connected(spoken())) {
            swap.speaks(1, 10);
            opensTurn(swap, "t1", 1);
            commits(swap, "t1", 10);
            Turn answer = swap.call.turns.spokenAnswer("Yes.", 20);
            swap.call.hears(answer);
            swap.speaks(11, 20);
            opensTurn(swap, "t2", 13);
            swap.transport("2");
            swap.speaks(21, 100); // the turn goes on, and no boundary comes
            swap.call.advance(6_000);
            List<List<Integer>> frames = swap.frames();
            assertEquals(2, frames.size());
            assertEquals(range(1, 100), frames.get(0));
            assertEquals(range(13, 100), frames.get(1), "from the beginning of the open turn");
            swap.speaks(101, 110);
            assertEquals(range(13, 110), swap.frames().get(1));
            assertEquals(Duration.ZERO, swap.swap().audioHeld());
            assertEquals(Duration.ZERO, swap.swap().audioLost());
            assertEquals(Duration.ZERO, swap.swap().silence());
            swap.assertSettled();
        }
    }

    @Test
    void a_line_that_closes_first_holds_what_is_said_meanwhile_and_says_how_much() {
        try (SwapCall swap =
                SwapCall.connected(spoken(), MoveTest.of(MoveOrder.CLOSE_FIRST, null))) {
            swap.speaks(1, 10);
            opensTurn(swap, "t1", 1);
            commits(swap, "t1", 10);
            swap.call.hears(swap.call.turns.spokenAnswer("Yes.", 20));
            swap.call.advance(100);
            swap.call.lines.prepare(
                    line -> {
                        line.acknowledgeItems(true);
                        line.openByHand(true);
                    });
            swap.transport("2");
            swap.call.advance(60);
            swap.speaks(11, 20);
            swap.call.line().accept();
            swap.call.run();
            swap.speaks(21, 25);
            assertEquals(range(1, 10), swap.frames().get(0));
            assertEquals(range(11, 25), swap.frames().get(1));
            Swap told = swap.swap();
            assertEquals(Duration.ofMillis(200), told.audioHeld());
            assertEquals(Duration.ZERO, told.audioLost());
            assertTrue(
                    told.silence().toMillis() >= 200 && told.silence().toMillis() <= 220,
                    told::toString);
            swap.assertSettled();
        }
    }

    @Test
    void what_the_ring_had_no_room_for_is_the_loss_that_is_told() {
        try (SwapCall swap =
                SwapCall.connected(spoken(), MoveTest.of(MoveOrder.CLOSE_FIRST, null))) {
            swap.call.lines.prepare(
                    line -> {
                        line.acknowledgeItems(true);
                        line.openByHand(true);
                    });
            swap.transport("2");
            swap.call.advance(60);
            for (int i = 1; i <= 510; i++) {
                int number = i % 100;
                swap.call.does(() -> swap.call.session.sendAudio(Call.frame(number)));
            }
            swap.call.line().accept();
            swap.call.run();
            assertEquals(Duration.ofSeconds(10), swap.swap().audioHeld());
            assertEquals(Duration.ofMillis(200), swap.swap().audioLost());
            assertEquals(500, swap.frames().get(1).size());
        }
    }

    @Test
    void the_models_speech_that_is_here_plays_on_to_its_end() {
        try (SwapCall swap = SwapCall.connected(spoken())) {
            Turn answer = swap.call.turns.spokenAnswer("one two three", 12_000);
            swap.call.hears(answer.before(TransportEvent.AudioDone.class));
            swap.transport("2");
            swap.call.advance(8_000);
            assertEquals(2, swap.call.lines.created().size());
            assertEquals(12_000, swap.call.heard.stream().mapToLong(AudioClip::millis).sum());
            assertTrue(swap.call.events(SessionEvent.AudioInterrupted.class).isEmpty());
            assertTrue(swap.call.events(SessionEvent.PlaybackEnded.class).isEmpty());
            swap.call.advance(4_000);
            assertEquals(1, swap.call.events(SessionEvent.PlaybackEnded.class).size());
            assertEquals(Duration.ZERO, swap.swap().audioLost());
        }
    }
}
