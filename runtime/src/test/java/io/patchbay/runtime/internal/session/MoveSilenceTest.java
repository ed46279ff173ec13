package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.provider.ProviderCapabilities.MoveOrder;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.tck.ScriptedTransport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * The silence of a moved line on the clock of the sound (RULES 25): time in which no line takes the
 * caller's frames, and time in which a frame of the model is here and not played.
 */
class MoveSilenceTest {
    private static final int MOVES = 200;
    private static final int TICK = 10;

    /** A call in which a caller's frame comes every 20 ms, and what the far end has of them. */
    private static final class Caller {
        final Call call;
        private int sent;
        private long now;
        private long waitingSince = -1;
        private long longest;

        Caller(Call call) {
            this.call = call;
        }

        /** Time goes on by a tick. */
        void tick() {
            if (now % 20 == 0) {
                sent++;
                int number = sent % 100;
                assertEquals(
                        SendStatus.ACCEPTED,
                        call.does(() -> call.session.sendAudio(Call.frame(number))));
            }
            if (arrived()) {
                if (waitingSince >= 0) {
                    longest = Math.max(longest, now - waitingSince);
                }
                waitingSince = -1;
            } else if (waitingSince < 0) {
                waitingSince = now;
            }
            call.advance(TICK);
            now += TICK;
        }

        /** Whether the newest frame is at the far end, on whichever line. */
        private boolean arrived() {
            List<ScriptedTransport> lines = call.lines.created();
            for (int i = lines.size() - 1; i >= Math.max(0, lines.size() - 2); i--) {
                List<AudioClip> clips = lines.get(i).audio();
                if (!clips.isEmpty()) {
                    List<Integer> numbers = MoveTest.numbers(clips.get(clips.size() - 1));
                    if (numbers.get(numbers.size() - 1) == sent % 100) {
                        return true;
                    }
                }
            }
            return false;
        }

        /** The longest time in which nobody took a frame, since this was last asked. */
        long silence() {
            assertEquals(-1, waitingSince, "all has arrived");
            long silence = longest;
            longest = 0;
            return silence;
        }
    }

    /** Moves once, at any moment of a call, to a line that takes its time to connect. */
    private static long move(Caller caller, Random random) {
        Call call = caller.call;
        for (int i = random.nextInt(10); i > 0; i--) {
            caller.tick();
        }
        if (random.nextInt(3) == 0) {
            assertPlayedAtOnce(call, 100 + random.nextInt(1_000));
        }
        int before = call.lines.created().size();
        CompletionStage<Void> moved = call.does(call.session::renew);
        int latency = 20 + random.nextInt(230);
        int waited = 0;
        for (int i = 0; !moved.toCompletableFuture().isDone(); i++) {
            assertTrue(i < 2_000, "it moves");
            caller.tick();
            if (call.lines.created().size() > before) {
                waited += TICK;
                if (waited - TICK < latency && waited >= latency) {
                    call.line().accept();
                    call.run();
                }
            }
        }
        moved.toCompletableFuture().join();
        caller.tick();
        caller.tick();
        assertPlayedAtOnce(call, 40);
        for (int i = 0; i < 10; i++) {
            caller.tick();
        }
        return caller.silence();
    }

    /** What the model says is at the legs in the moment in which it comes. */
    private static void assertPlayedAtOnce(Call call, int millis) {
        call.heard.clear();
        call.hears(call.turns.spokenAnswer("yes", millis));
        assertFalse(call.heard.isEmpty());
        assertEquals(millis, call.heard.stream().mapToLong(AudioClip::millis).sum(), 20);
    }

    private static void assertShort(MoveOrder order, long seed) {
        Random random = new Random(seed);
        List<Long> silences = new ArrayList<>();
        try (Call call = MoveTest.with(order, null)) {
            Caller caller = new Caller(call);
            call.lines.prepare(
                    line -> {
                        line.acknowledgeItems(true);
                        line.openByHand(true);
                    });
            for (int i = 0; i < MOVES; i++) {
                silences.add(move(caller, random));
            }
            assertEquals(MOVES + 1, call.lines.created().size());
        }
        Collections.sort(silences);
        long p99 = silences.get(MOVES * 99 / 100 - 1);
        assertTrue(
                p99 <= 300,
                () ->
                        order
                                + ": 50 % "
                                + silences.get(MOVES / 2)
                                + " ms, 99 % "
                                + p99
                                + " ms, longest "
                                + silences.get(MOVES - 1)
                                + " ms, seed "
                                + seed);
        if (order == MoveOrder.CLOSE_FIRST) {
            assertTrue(
                    silences.get(MOVES / 2) > 0, "the measure sees a silence where there is one");
        }
    }

    @Test
    void a_line_that_connects_first_is_silent_for_300_ms_at_most() {
        assertShort(MoveOrder.CONNECT_FIRST, 25);
    }

    @Test
    void a_line_that_closes_first_is_silent_for_as_long_as_the_other_connects() {
        assertShort(MoveOrder.CLOSE_FIRST, 26);
    }
}
