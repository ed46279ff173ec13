package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.Consent;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolApproval;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransport;
import io.patchbay.tck.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What goes wrong while a session's line follows its plugs, one thing at a time. */
class LineSwapFaultsTest {
    private static Turn talk(SwapCall swap) {
        Turn answer = swap.call.turns.spokenAnswer("one two three", 4_000);
        swap.call.hears(answer.before(TransportEvent.AudioDone.class));
        return answer;
    }

    @Test
    void the_old_line_breaks_while_it_waits_for_a_silence() {
        try (SwapCall swap = SwapCall.connected()) {
            talk(swap);
            ScriptedTransport old = swap.call.line();
            swap.transport("2");
            swap.call.advance(500);
            old.disconnect(Lines.RESET);
            swap.call.run();
            Lines.attempt(swap.call);
            swap.call.advance(10_000);
            swap.assertTold("TRANSPORT scripted 1 -> scripted 2 SWAPPED");
            swap.assertSettled();
        }
    }

    @Test
    void the_old_line_breaks_while_the_successor_is_made() {
        try (SwapCall swap = SwapCall.connected()) {
            ScriptedTransport old = swap.call.line();
            swap.call.lines.prepare(line -> line.openByHand(true));
            swap.transport("2");
            swap.call.advance(60);
            swap.call.lines.prepare(line -> line.acknowledgeItems(true));
            old.disconnect(Lines.RESET);
            swap.call.run();
            Lines.attempt(swap.call);
            swap.call.advance(10_000);
            swap.assertTold("TRANSPORT scripted 1 -> scripted 2 SWAPPED");
            swap.assertSettled();
        }
    }

    @Test
    void a_plug_that_cannot_make_anything_is_rolled_back() {
        try (SwapCall swap = SwapCall.connected()) {
            SwapCall.Transport second = swap.broken("2");
            swap.call.advance(5_000);
            swap.assertTold("TRANSPORT scripted 1 -> scripted 2 ROLLED_BACK");
            assertEquals("broken", swap.swap().detail());
            assertEquals(1, swap.users(PlugKind.TRANSPORT, "1"));
            assertEquals(0, swap.users(PlugKind.TRANSPORT, "2"));
            swap.unplug(second);
            swap.call.advance(100);
            swap.assertSettled();
        }
    }

    @Test
    void an_endpoint_that_is_not_found_is_rolled_back() {
        try (SwapCall swap = SwapCall.connected()) {
            ScriptedProvider second = swap.provider("2");
            second.failNextEndpoint(new IllegalStateException("no such place"));
            swap.call.advance(5_000);
            swap.assertTold("PROVIDER scripted 1 -> scripted 2 ROLLED_BACK");
            assertEquals(SessionState.CONNECTED, swap.call.session.state());
            assertEquals(1, swap.users(PlugKind.PROVIDER, "1"));
            swap.transport("2"); // news, and the next attempt
            swap.call.advance(100);
            swap.assertSettled();
        }
    }

    @Test
    void a_successor_that_dies_while_it_learns_is_rolled_back() {
        try (SwapCall swap = SwapCall.connected()) {
            LineSwapTest.hears(swap.call, "Hello", "a");
            ScriptedTransport old = swap.call.line();
            swap.call.lines.prepare(line -> {}); // answers nothing
            swap.transport("2");
            swap.call.advance(60);
            assertEquals(2, swap.call.lines.created().size());
            swap.call.line().disconnect(Lines.RESET);
            swap.call.run();
            assertEquals(TransportState.CONNECTED, old.state());
            swap.assertTold("TRANSPORT scripted 1 -> scripted 2 ROLLED_BACK");
            assertEquals(1, swap.users(PlugKind.TRANSPORT, "1"));
            assertEquals(0, swap.users(PlugKind.TRANSPORT, "2"));
        }
    }

    @Test
    void a_successor_that_dies_while_it_waits_for_its_turn_is_told_of_at_once() {
        try (SwapCall swap = SwapCall.connected()) {
            Call call = swap.call;
            LineSwapTest.hears(call, "Hello", "a");
            call.hears(
                    call.turns
                            .spokenAnswer("one two three", 60_000)
                            .before(TransportEvent.AudioDone.class));
            swap.transport("2");
            call.advance(5_200); // it connects early, and waits for a turn boundary
            assertEquals(2, call.lines.created().size());
            call.line().disconnect(Lines.RESET);
            call.run();
            swap.assertTold("TRANSPORT scripted 1 -> scripted 2 ROLLED_BACK");
            assertEquals(0, swap.users(PlugKind.TRANSPORT, "2"));
        }
    }

    @Test
    void a_successor_that_dies_right_after_the_switch_is_a_lost_line() {
        try (SwapCall swap = SwapCall.connected()) {
            swap.transport("2");
            swap.call.advance(60);
            swap.call.line().disconnect(Lines.RESET);
            swap.call.run();
            Lines.attempt(swap.call);
            swap.assertTold("TRANSPORT scripted 1 -> scripted 2 SWAPPED");
            swap.assertSettled();
        }
    }

    @Test
    void a_plug_that_is_gone_for_good_takes_its_line_with_it() {
        try (SwapCall swap = SwapCall.connected()) {
            talk(swap);
            ScriptedTransport old = swap.call.line();
            swap.call.lines.prepare(line -> line.openByHand(true)); // nobody ever answers
            swap.transport("2");
            swap.unplug(swap.first());
            swap.call.advance(9_900);
            assertEquals(TransportState.CONNECTED, old.state());
            swap.call.lines.prepare(line -> line.acknowledgeItems(true));
            swap.call.advance(200);
            assertEquals(TransportState.DISCONNECTED, old.state());
            assertEquals(0, swap.users(PlugKind.TRANSPORT, "1"));
            swap.call.advance(1_000);
            swap.assertTold("TRANSPORT scripted 1 -> scripted 2 SWAPPED");
            swap.assertSettled();
        }
    }

    @Test
    void a_successor_that_fails_is_tried_again_while_the_old_plug_is_leaving() {
        try (SwapCall swap = SwapCall.connected()) {
            List<ScriptedTransport> made = new ArrayList<>();
            swap.call.lines.prepare(
                    line -> {
                        if (made.size() < 3) {
                            line.failNextConnect(Lines.RESET);
                        }
                        made.add(line);
                    });
            swap.transport("2");
            swap.unplug(swap.first());
            swap.call.advance(5_000);
            swap.assertTold(
                    "TRANSPORT scripted 1 -> scripted 2 ROLLED_BACK",
                    "TRANSPORT scripted 1 -> scripted 2 SWAPPED");
            swap.assertSettled();
        }
    }

    @Test
    void a_call_of_a_tool_gives_its_output_to_the_new_line_once() {
        ToolScript.Slow slow = new ToolScript.Slow();
        RealtimeAgent agent = ToolScript.agent(slow.named("look"));
        try (SwapCall swap = SwapCall.connected(SessionOptions.builder().agent(agent))) {
            Call call = swap.call;
            call.hears(ToolScript.response("r1", ToolScript.wish("c1", "look", "{}")));
            ScriptedTransport old = call.line();
            swap.transport("2");
            call.advance(5_000);
            assertEquals(TransportState.CONNECTED, old.state(), "a call is pending");
            call.advance(3_000);
            assertEquals(2, call.lines.created().size());
            slow.result.complete(ToolResult.of("found"));
            call.run();
            assertEquals(List.of("c1=found"), ToolScript.outputs(call));
            assertTrue(
                    old.commands(Command.CreateItem.class).stream()
                            .noneMatch(c -> c.item() instanceof Item.FunctionCallOutput));
            assertFalse(slow.cancelled);
            swap.assertSettled();
        }
    }

    @Test
    void a_consent_that_is_asked_for_is_asked_for_still() {
        FunctionTool pay =
                FunctionTool.builder("pay")
                        .approval(ToolApproval.ALWAYS)
                        .build((arguments, context) -> "paid");
        try (SwapCall swap =
                SwapCall.connected(SessionOptions.builder().agent(ToolScript.agent(pay)))) {
            Call call = swap.call;
            call.hears(ToolScript.response("r1", ToolScript.wish("c1", "pay", "{}")));
            swap.provider("2");
            call.advance(8_000);
            assertEquals(2, call.lines.created().size());
            assertEquals(1, call.session.approvals().size());
            call.does(() -> call.session.decide("c1", Consent.APPROVE));
            call.run();
            assertEquals(List.of("c1=paid"), ToolScript.outputs(call));
            swap.assertSettled();
        }
    }

    @Test
    void a_handoff_in_the_middle_is_finished_on_the_new_line() {
        RealtimeAgent second = RealtimeAgent.builder("second").instructions("Sell.").build();
        RealtimeAgent first =
                RealtimeAgent.builder("first").instructions("Greet.").handoff(second).build();
        try (SwapCall swap = SwapCall.connected(SessionOptions.builder().agent(first))) {
            Call call = swap.call;
            call.line().confirmUpdates(false);
            call.hears(
                    ToolScript.response("r1", ToolScript.wish("c1", "transfer_to_second", "{}")));
            swap.transport("2");
            call.advance(8_000);
            assertEquals(2, call.lines.created().size());
            assertEquals("second", call.session.agent().orElseThrow().name());
            assertEquals(List.of("c1={\"assistant\":\"second\"}"), ToolScript.outputs(call));
            swap.assertSettled();
        }
    }

    @Test
    void an_interruption_in_the_middle_of_the_move_is_one() {
        try (SwapCall swap = SwapCall.connected()) {
            Call call = swap.call;
            talk(swap);
            swap.call.lines.prepare(
                    line -> {
                        line.acknowledgeItems(true);
                        line.openByHand(true);
                    });
            ScriptedTransport old = call.line();
            swap.transport("2");
            call.advance(5_200); // the successor is made early, while the answer is open
            assertEquals(2, call.lines.created().size());
            old.emit(new TransportEvent.SpeechStarted("s", 5_000));
            call.run();
            assertEquals(1, call.events(SessionEvent.AudioInterrupted.class).size());
            call.line().accept();
            call.advance(3_000);
            swap.assertTold("TRANSPORT scripted 1 -> scripted 2 SWAPPED");
            swap.assertSettled();
        }
    }

    @Test
    void a_newer_plug_that_comes_while_a_line_comes_back_is_the_one_that_it_comes_back_on() {
        try (SwapCall swap = SwapCall.connected()) {
            swap.call.line().disconnect(Lines.RESET);
            swap.call.run();
            swap.transport("2");
            swap.provider("3");
            Lines.attempt(swap.call);
            swap.call.advance(100);
            swap.assertTold(
                    "TRANSPORT scripted 1 -> scripted 2 SWAPPED",
                    "PROVIDER scripted 1 -> scripted 3 SWAPPED");
            swap.assertSettled();
        }
    }

    @Test
    void a_parked_session_has_no_line_to_swap_and_comes_back_on_the_newest() {
        try (SwapCall swap = SwapCall.connected()) {
            swap.call.does(swap.call.session::park);
            swap.assertNothingHeldOfOthers(0);
            swap.transport("2");
            swap.unplug(swap.first());
            swap.call.advance(20_000);
            swap.assertTold();
            swap.call.connect();
            assertEquals(1, swap.users(PlugKind.TRANSPORT, "2"));
            swap.assertTold();
            swap.assertSettled();
        }
    }

    @Test
    void a_park_in_the_middle_of_a_move_ends_the_move() {
        try (SwapCall swap = SwapCall.connected()) {
            swap.call.lines.prepare(line -> line.openByHand(true));
            swap.transport("2");
            swap.call.advance(60);
            swap.call.does(swap.call.session::park);
            swap.call.advance(20_000);
            assertEquals(SessionState.PARKED, swap.call.session.state());
            swap.assertNothingHeldOfOthers(0);
            assertEquals(0, swap.call.loop.timers());
        }
    }

    @Test
    void a_close_in_the_middle_of_a_move_leaves_nothing() {
        for (int at : new int[] {0, 20, 60, 100}) {
            SwapCall swap = SwapCall.connected();
            swap.call.lines.prepare(line -> line.openByHand(true));
            swap.transport("2");
            swap.unplug(swap.first());
            swap.call.advance(at);
            CompletionStage<Void> closed =
                    swap.call.does(() -> swap.call.session.close(CloseReason.NORMAL));
            closed.toCompletableFuture().join();
            swap.assertNothingHeldOfOthers(0);
            assertEquals(0, swap.call.loop.timers(), "after " + at + " ms");
        }
    }

    @Test
    void a_listener_may_close_when_it_hears_of_the_swap() {
        SwapCall swap = SwapCall.connected();
        swap.call.session.listenInline(
                new io.patchbay.api.session.SessionListener() {
                    @Override
                    public void onEvent(SessionEvent event) {
                        if (event instanceof SessionEvent.Swapped) {
                            swap.call.session.close(CloseReason.NORMAL);
                        }
                    }
                });
        swap.transport("2");
        swap.provider("2");
        swap.call.advance(1_000);
        assertEquals(SessionState.CLOSED, swap.call.session.state());
        assertEquals(1, swap.swaps().size(), "nothing is told after the end");
        swap.assertNothingHeldOfOthers(0);
        assertEquals(0, swap.call.loop.timers());
    }

    @Test
    void a_transport_that_goes_without_another_is_waited_for_and_the_old_line_let_go() {
        try (SwapCall swap = SwapCall.connected()) {
            ScriptedTransport old = swap.call.line();
            swap.unplug(swap.first());
            swap.call.advance(100);
            assertEquals(TransportState.DISCONNECTED, old.state());
            assertEquals(0, swap.users(PlugKind.TRANSPORT, "1"));
            swap.assertTold("TRANSPORT scripted 1 -> null REMOVED");
            swap.speaks(1, 10);
            swap.transport("2");
            swap.call.advance(100);
            assertEquals(
                    "TRANSPORT null -> scripted 2 RETURNED", SwapCall.line(swap.swaps().get(1)));
            assertEquals(200, swap.swaps().get(1).audioHeld().toMillis());
            assertEquals(10, swap.frames().get(1).size());
            swap.assertSettled();
        }
    }

    @Test
    void a_provider_that_goes_gives_way_to_the_next_choice() {
        try (SwapCall swap =
                new SwapCall(
                        SessionOptions.builder()
                                .line(Call.scripted())
                                .line(SwapCall.choice("scripted", "second")))) {
            swap.transport("1");
            ScriptedProvider first = swap.provider("1");
            swap.provider("second", "7", ScriptedProvider.everything());
            swap.call.connect();
            swap.unplug(first);
            swap.call.advance(100);
            swap.assertTold("PROVIDER scripted 1 -> second 7 SWAPPED");
            assertEquals(0, swap.users(PlugKind.PROVIDER, "1"));
            assertEquals(1, swap.users(PlugKind.PROVIDER, "7"));
        }
    }

    @Test
    void a_transport_that_never_returns_ends_the_wait() {
        try (SwapCall swap = SwapCall.connected()) {
            swap.unplug(swap.first());
            swap.call.advance(60_000);
            assertEquals(SessionState.CLOSED, swap.call.session.state());
            swap.assertNothingHeldOfOthers(0);
            assertEquals(0, swap.call.loop.timers());
        }
    }

    @Test
    void plugs_that_go_while_their_lines_are_made_use_up_no_attempt() {
        try (SwapCall swap = SwapCall.connected()) {
            swap.call.lines.prepare(line -> line.openByHand(true));
            swap.unplug(swap.first());
            swap.call.advance(100);
            for (int i = 2; i <= 30; i++) {
                SwapCall.Transport flapping = swap.transport("" + i);
                swap.call.advance(4);
                swap.unplug(flapping);
                swap.call.advance(4);
            }
            ScriptedProvider provider = swap.provider("2");
            for (int i = 3; i <= 30; i++) {
                swap.unplug(provider);
                swap.call.advance(4);
                provider = swap.provider("" + i);
                swap.call.advance(4);
            }
            assertEquals(SessionState.RECONNECTING, swap.call.session.state());
            swap.call.lines.prepare(line -> line.acknowledgeItems(true));
            swap.transport("99");
            swap.call.advance(1_000);
            swap.assertSettled();
        }
    }

    @Test
    void a_provider_that_goes_while_a_line_is_made_uses_up_no_attempt() {
        try (SwapCall swap = SwapCall.connected()) {
            swap.call.lines.prepare(line -> line.openByHand(true));
            ScriptedProvider provider = swap.provider("2");
            swap.call.line().disconnect(Lines.RESET);
            swap.call.run();
            Lines.attempt(swap.call);
            for (int i = 3; i <= 30; i++) {
                swap.unplug(provider);
                swap.call.advance(4);
                provider = swap.provider("" + i);
                swap.call.advance(4);
            }
            assertEquals(SessionState.RECONNECTING, swap.call.session.state());
            swap.call.lines.prepare(line -> line.acknowledgeItems(true));
            swap.provider("99");
            swap.call.advance(60_000);
            swap.assertSettled();
        }
    }
}
