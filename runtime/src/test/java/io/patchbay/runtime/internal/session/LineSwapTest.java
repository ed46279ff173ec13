package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.history.Item;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.plug.Swap.Restored;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import io.patchbay.tck.ScriptedTransport;
import io.patchbay.tck.Turn;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A session's line follows its transport and its provider. */
class LineSwapTest {
    static void hears(Call call, String text, String id) {
        call.hears(new TransportEvent.ItemAdded(Item.Message.user(text).withId(id), Placement.END));
    }

    @Test
    void a_newer_transport_takes_over_in_a_silence_and_says_so() {
        try (SwapCall swap = SwapCall.connected()) {
            hears(swap.call, "Hello", "a");
            ScriptedTransport old = swap.call.line();
            SwapCall.Transport second = swap.transport("2");
            swap.call.advance(60);
            assertTrue(second != null && swap.call.lines.created().size() == 2);
            assertEquals(TransportState.DISCONNECTED, old.state());
            assertEquals(SessionState.CONNECTED, swap.call.session.state());
            swap.assertTold("TRANSPORT scripted 1 -> scripted 2 SWAPPED");
            Swap told = swap.swap();
            assertEquals(Restored.TRANSCRIPT, told.restored());
            assertEquals(Duration.ofMillis(50), told.took());
            assertEquals(Duration.ZERO, told.audioHeld());
            assertEquals(Duration.ZERO, told.audioLost());
            assertEquals(Duration.ZERO, told.silence());
            assertEquals("", told.detail());
            assertEquals(0, swap.users(PlugKind.TRANSPORT, "1"));
            assertEquals(1, swap.users(PlugKind.TRANSPORT, "2"));
            assertEquals(1, swap.users(PlugKind.PROVIDER, "1"));
            assertEquals(1, swap.plugs().swaps().size());
        }
    }

    @Test
    void a_newer_provider_takes_over_too() {
        try (SwapCall swap = SwapCall.connected()) {
            swap.provider("2");
            swap.call.advance(60);
            swap.assertTold("PROVIDER scripted 1 -> scripted 2 SWAPPED");
            assertEquals(0, swap.users(PlugKind.PROVIDER, "1"));
        }
    }

    @Test
    void where_nothing_was_said_nothing_is_lost() {
        try (SwapCall swap = SwapCall.connected()) {
            swap.transport("2");
            swap.call.advance(60);
            assertEquals(Restored.FULL, swap.swap().restored());
        }
    }

    @Test
    void both_at_once_are_one_move_and_two_swaps() {
        try (SwapCall swap = SwapCall.connected()) {
            swap.transport("2");
            swap.provider("3");
            swap.call.advance(60);
            assertEquals(2, swap.call.lines.created().size());
            swap.assertTold(
                    "TRANSPORT scripted 1 -> scripted 2 SWAPPED",
                    "PROVIDER scripted 1 -> scripted 3 SWAPPED");
        }
    }

    @Test
    void it_waits_for_a_turn_boundary() {
        try (SwapCall swap = SwapCall.connected()) {
            Call call = swap.call;
            Turn answer = call.turns.spokenAnswer("one two three", 2_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            swap.transport("2");
            call.hears(answer.from(TransportEvent.AudioDone.class));
            call.advance(1_900);
            assertEquals(1, call.lines.created().size());
            call.advance(200);
            assertEquals(2, call.lines.created().size());
            swap.assertTold("TRANSPORT scripted 1 -> scripted 2 SWAPPED");
            assertTrue(swap.swap().took().toMillis() >= 1_900, swap.swap()::toString);
        }
    }

    @Test
    void it_does_not_wait_for_ever_and_is_connected_in_time() {
        try (SwapCall swap = SwapCall.connected()) {
            Call call = swap.call;
            call.hears(
                    call.turns
                            .spokenAnswer("one two three", 60_000)
                            .before(TransportEvent.AudioDone.class));
            ScriptedTransport old = call.line();
            swap.transport("2");
            call.advance(4_900);
            assertEquals(1, call.lines.created().size());
            call.advance(200);
            assertEquals(2, call.lines.created().size(), "it connects early");
            assertEquals(TransportState.CONNECTED, old.state());
            call.advance(2_350);
            assertEquals(TransportState.CONNECTED, old.state());
            call.advance(150);
            assertEquals(TransportState.DISCONNECTED, old.state());
            swap.assertTold("TRANSPORT scripted 1 -> scripted 2 SWAPPED");
        }
    }

    @Test
    void a_successor_that_fails_leaves_the_old_line_and_is_reported_once() {
        try (SwapCall swap = SwapCall.connected()) {
            Call call = swap.call;
            ScriptedTransport old = call.line();
            call.lines.prepare(line -> line.failNextConnect(Lines.RESET));
            SwapCall.Transport second = swap.transport("2");
            call.advance(20_000);
            assertEquals(TransportState.CONNECTED, old.state());
            assertEquals(SessionState.CONNECTED, call.session.state());
            swap.assertTold("TRANSPORT scripted 1 -> scripted 2 ROLLED_BACK");
            assertEquals("connection reset", swap.swap().detail());
            assertEquals(2, call.lines.created().size(), "the old one stands, so nobody hurries");
            call.lines.prepare(line -> {});
            swap.unplug(second);
            swap.transport("3");
            call.advance(100);
            assertEquals(
                    "TRANSPORT scripted 1 -> scripted 3 SWAPPED",
                    SwapCall.line(swap.swaps().get(1)));
        }
    }

    @Test
    void a_third_version_that_comes_while_the_second_is_made_is_where_it_ends() {
        try (SwapCall swap = SwapCall.connected()) {
            Call call = swap.call;
            call.lines.prepare(line -> line.openByHand(true));
            swap.transport("2");
            call.advance(60);
            assertEquals(2, call.lines.created().size());
            call.lines.prepare(line -> {});
            swap.transport("3");
            call.advance(100);
            swap.assertTold("TRANSPORT scripted 1 -> scripted 3 SWAPPED");
            assertEquals(0, swap.users(PlugKind.TRANSPORT, "2"));
            assertEquals(TransportState.DISCONNECTED, call.lines.created().get(1).state());
        }
    }

    @Test
    void a_version_that_goes_again_while_it_is_moved_to_is_not_moved_to() {
        try (SwapCall swap = SwapCall.connected()) {
            Call call = swap.call;
            ScriptedTransport old = call.line();
            call.lines.prepare(line -> line.openByHand(true));
            SwapCall.Transport second = swap.transport("2");
            call.advance(60);
            call.lines.prepare(line -> {});
            swap.unplug(second);
            call.advance(15_000);
            swap.assertTold();
            assertEquals(TransportState.CONNECTED, old.state());
            assertEquals(1, swap.users(PlugKind.TRANSPORT, "1"));
            assertEquals(0, call.loop.timers());
            assertTrue(call.events(SessionEvent.Warning.class).isEmpty());
        }
    }

    @Test
    void what_comes_and_goes_at_once_moves_nobody() {
        try (SwapCall swap = SwapCall.connected()) {
            for (int i = 0; i < 20; i++) {
                SwapCall.Transport more = swap.transport("2." + i);
                swap.call.advance(1);
                swap.unplug(more);
                swap.call.advance(1);
            }
            swap.call.advance(1_000);
            assertEquals(1, swap.call.lines.created().size());
            swap.assertTold();
        }
    }

    @Test
    void versions_that_come_without_end_are_moved_to_all_the_same() {
        try (SwapCall swap = SwapCall.connected()) {
            for (int i = 2; i < 102; i++) {
                swap.transport("" + i);
                swap.call.advance(10);
            }
            assertTrue(swap.swaps().size() >= 4, swap.told()::toString);
            assertTrue(swap.swaps().size() <= 10, swap.told()::toString);
            swap.call.advance(100);
            assertEquals(1, swap.users(PlugKind.TRANSPORT, "101"));
            swap.assertSettled();
        }
    }

    @Test
    void a_line_is_made_though_versions_come_faster_than_it_can_be() {
        try (SwapCall swap = new SwapCall(options())) {
            Call call = swap.call;
            swap.transport("1");
            swap.provider("1");
            call.lines.prepare(
                    line -> {
                        line.openByHand(true);
                        call.loop.schedule(
                                () -> {
                                    if (line.state() == TransportState.CONNECTING) {
                                        line.accept();
                                    }
                                },
                                Duration.ofMillis(100));
                    });
            var connected = call.does(call.session::connect);
            for (int i = 2; i < 52; i++) {
                swap.transport("" + i);
                call.advance(10);
            }
            assertTrue(connected.toCompletableFuture().isDone(), "after half a second");
            connected.toCompletableFuture().join();
            call.advance(1_000);
            assertEquals(1, swap.users(PlugKind.TRANSPORT, "51"));
            swap.assertSettled();
        }
    }

    @Test
    void a_plug_that_is_exchanged_while_a_session_connects_is_the_one_it_uses() {
        try (SwapCall swap = new SwapCall(options())) {
            Call call = swap.call;
            SwapCall.Transport first = swap.transport("1");
            swap.provider("1");
            call.lines.prepare(line -> line.openByHand(true));
            var connected = call.does(call.session::connect);
            call.lines.prepare(line -> {});
            swap.transport("2");
            swap.unplug(first);
            call.advance(100);
            connected.toCompletableFuture().join();
            assertEquals(1, swap.users(PlugKind.TRANSPORT, "2"));
            assertEquals(0, swap.users(PlugKind.TRANSPORT, "1"));
            swap.assertTold();
        }
    }

    private static io.patchbay.api.session.SessionOptions.Builder options() {
        return io.patchbay.api.session.SessionOptions.builder().line(Call.scripted());
    }
}
