package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.plug.Swap.Restored;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderCapabilities.MoveOrder;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransport;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A provider that refuses a second connection, and a newer plug of which no line can be made. */
class LineRollBackTest {
    private static final CloseReason BROKEN =
            new CloseReason(CloseReason.Cause.FATAL, 4_000, "does not work at all", null);
    private static final ProviderCapabilities CLOSE_FIRST =
            MoveTest.of(MoveOrder.CLOSE_FIRST, null);

    private static SwapCall connected() {
        return SwapCall.connected(
                SessionOptions.builder()
                        .config(SessionConfig.builder().turnDetection(Call.SERVER_TURNS).build()),
                CLOSE_FIRST);
    }

    /** The next line is refused by hand, those after it are let in. */
    private static void oneByHand(SwapCall swap) {
        boolean[] first = {true};
        swap.call.lines.prepare(
                line -> {
                    line.acknowledgeItems(true);
                    line.openByHand(first[0]);
                    first[0] = false;
                });
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void the_session_goes_back_to_what_it_had_and_no_sound_is_lost() {
        try (SwapCall swap = connected()) {
            swap.speaks(1, 10);
            LineSwapTest.hears(swap.call, "Hello", "a");
            oneByHand(swap);
            swap.transport("2");
            swap.call.advance(60);
            ScriptedTransport failing = swap.call.line();
            swap.speaks(11, 20);
            failing.refuse(BROKEN);
            swap.call.run();
            assertEquals(SessionState.CONNECTED, swap.call.session.state());
            swap.assertTold("TRANSPORT scripted 1 -> scripted 2 ROLLED_BACK");
            Swap told = swap.swap();
            assertEquals("does not work at all", told.detail());
            assertEquals(Restored.TRANSCRIPT, told.restored());
            assertEquals(Duration.ofMillis(200), told.audioHeld());
            assertEquals(Duration.ZERO, told.audioLost());
            assertEquals(200, told.silence().toMillis(), 20);
            swap.speaks(21, 25);
            assertEquals(3, swap.call.lines.created().size());
            List<Integer> frames = swap.frames().get(2);
            assertEquals(range(11, 25), frames.subList(frames.indexOf(11), frames.size()));
            assertEquals(List.of("a"), Lines.ids(Lines.told(swap.call)));
            assertEquals(1, swap.users(PlugKind.TRANSPORT, "1"));
            assertEquals(0, swap.users(PlugKind.TRANSPORT, "2"));
            swap.call.advance(60_000);
            assertEquals(3, swap.call.lines.created().size(), "it is not tried again");
            assertEquals(1, swap.swaps().size());
        }
    }

    @Test
    void a_newer_provider_that_cannot_make_anything_is_left_too() {
        try (SwapCall swap = connected()) {
            oneByHand(swap);
            swap.provider("scripted", "2", CLOSE_FIRST);
            swap.call.advance(60);
            swap.call.line().refuse(BROKEN);
            swap.call.run();
            swap.assertTold("PROVIDER scripted 1 -> scripted 2 ROLLED_BACK");
            assertEquals(1, swap.users(PlugKind.PROVIDER, "1"));
        }
    }

    @Test
    void a_transport_that_throws_is_left_at_once() {
        try (SwapCall swap = connected()) {
            swap.broken("2");
            swap.call.advance(60);
            swap.assertTold("TRANSPORT scripted 1 -> scripted 2 ROLLED_BACK");
            assertEquals(1, swap.users(PlugKind.TRANSPORT, "1"));
        }
    }

    @Test
    void one_that_hangs_does_not_keep_the_caller_waiting_for_a_whole_connect() {
        try (SwapCall swap = connected()) {
            oneByHand(swap);
            swap.transport("2");
            swap.call.advance(60);
            swap.call.advance(5_100);
            assertEquals(SessionState.CONNECTED, swap.call.session.state());
            swap.assertTold("TRANSPORT scripted 1 -> scripted 2 ROLLED_BACK");
            assertEquals(Duration.ZERO, swap.swap().audioLost());
        }
    }

    @Test
    void the_next_version_is_moved_to() {
        try (SwapCall swap = connected()) {
            swap.broken("2");
            swap.call.advance(60);
            swap.transport("3");
            swap.call.advance(60);
            assertEquals(
                    List.of(
                            "TRANSPORT scripted 1 -> scripted 2 ROLLED_BACK",
                            "TRANSPORT scripted 1 -> scripted 3 SWAPPED"),
                    swap.told());
            swap.assertSettled();
        }
    }

    @Test
    void the_one_that_failed_is_tried_again_when_there_is_no_other() {
        try (SwapCall swap = connected()) {
            oneByHand(swap);
            swap.transport("2");
            swap.call.advance(60);
            swap.call.line().refuse(Lines.RESET);
            swap.call.run();
            swap.unplug(swap.first());
            swap.call.advance(100);
            assertEquals(
                    List.of(
                            "TRANSPORT scripted 1 -> scripted 2 ROLLED_BACK",
                            "TRANSPORT scripted 1 -> scripted 2 SWAPPED"),
                    swap.told());
            swap.assertSettled();
        }
    }

    @Test
    void when_the_former_one_fails_too_it_was_not_for_the_newer_one() {
        try (SwapCall swap = connected()) {
            int[] made = {0};
            swap.call.lines.prepare(
                    line -> {
                        line.acknowledgeItems(true);
                        if (++made[0] <= 2) {
                            line.failNextConnect(Lines.RESET);
                        }
                    });
            swap.transport("2");
            swap.call.advance(60);
            assertEquals(SessionState.RECONNECTING, swap.call.session.state());
            swap.assertTold();
            swap.call.advance(1_000);
            swap.assertTold("TRANSPORT scripted 1 -> scripted 2 SWAPPED");
            swap.assertSettled();
        }
    }

    @Test
    void a_third_version_that_comes_while_the_second_fails_is_moved_to_from_the_first() {
        try (SwapCall swap = connected()) {
            oneByHand(swap);
            swap.transport("2");
            swap.call.advance(60);
            swap.transport("3");
            swap.call.run();
            swap.call.advance(100);
            swap.assertTold("TRANSPORT scripted 1 -> scripted 3 SWAPPED");
            swap.assertSettled();
        }
    }

    @Test
    void a_former_one_that_goes_meanwhile_leaves_nothing_but_the_newer_one() {
        try (SwapCall swap = connected()) {
            oneByHand(swap);
            swap.transport("2");
            swap.call.advance(60);
            swap.unplug(swap.first());
            swap.call.line().refuse(Lines.RESET);
            swap.call.advance(1_000);
            swap.assertTold("TRANSPORT scripted 1 -> scripted 2 SWAPPED");
            swap.assertSettled();
        }
    }

    @Test
    void a_close_while_it_goes_back_leaves_nothing() {
        SwapCall swap = connected();
        swap.call.lines.prepare(line -> line.openByHand(true));
        swap.transport("2");
        swap.call.advance(60);
        swap.call.line().refuse(BROKEN);
        swap.call.run();
        assertEquals(3, swap.call.lines.created().size());
        swap.close();
        swap.assertNothingHeldOfOthers(0);
        assertEquals(0, swap.call.loop.timers());
        assertTrue(swap.call.events(SessionEvent.Swapped.class).isEmpty());
    }

    @Test
    void another_choice_is_not_taken_while_there_is_a_way_back() {
        try (SwapCall swap =
                new SwapCall(
                        SessionOptions.builder()
                                .line(Call.scripted())
                                .line(SwapCall.choice("scripted", "second")))) {
            swap.transport("1");
            swap.provider("scripted", "1", CLOSE_FIRST);
            swap.provider("second", "1", ScriptedProvider.everything());
            swap.call.connect();
            oneByHand(swap);
            swap.provider("scripted", "2", CLOSE_FIRST);
            swap.call.advance(60);
            swap.call.line().refuse(BROKEN);
            swap.call.run();
            swap.assertTold("PROVIDER scripted 1 -> scripted 2 ROLLED_BACK");
            assertEquals(0, swap.users(PlugKind.PROVIDER, "2"));
        }
    }
}
