package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.tck.ScriptedTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Moves that other events overtake: nothing is left of them, and the last wish counts. */
class MoveOvertakenTest {

    private static LineChoice model(String model) {
        return LineChoice.builder()
                .transport("scripted")
                .provider("scripted")
                .model(model)
                .key("k")
                .build();
    }

    /** An agent whose instructions come when the test says so, from the second time on. */
    private static final class Thinking {
        final List<CompletableFuture<String>> asked = new ArrayList<>();
        final RealtimeAgent agent =
                RealtimeAgent.builder("guide")
                        .instructions(
                                context -> {
                                    CompletableFuture<String> answer = new CompletableFuture<>();
                                    asked.add(answer);
                                    if (asked.size() == 1) {
                                        answer.complete("Be kind.");
                                    }
                                    return answer;
                                })
                        .build();

        void comesToAnEnd() {
            List.copyOf(asked).forEach(answer -> answer.complete("Be brief."));
        }
    }

    @Test
    void a_move_that_a_park_overtakes_while_the_agent_thinks_opens_no_line() {
        Thinking thinking = new Thinking();
        try (SwapCall swap = SwapCall.connected(SessionOptions.builder().agent(thinking.agent))) {
            CompletionStage<Void> moved = swap.call.does(swap.call.session::renew);
            swap.call.does(swap.call.session::park);
            thinking.comesToAnEnd();
            swap.call.run();
            assertTrue(moved.toCompletableFuture().isCompletedExceptionally());
            assertEquals(SessionState.PARKED, swap.call.session.state());
            assertEquals(1, swap.call.lines.created().size(), "lines");
            assertEquals(0, swap.users(PlugKind.TRANSPORT, "1"));
        }
    }

    @Test
    void a_move_that_a_lost_line_overtakes_while_the_agent_thinks_leaves_no_second_line() {
        Thinking thinking = new Thinking();
        try (SwapCall swap = SwapCall.connected(SessionOptions.builder().agent(thinking.agent))) {
            swap.call.does(swap.call.session::renew);
            Lines.breaks(swap.call);
            Lines.attempt(swap.call);
            thinking.comesToAnEnd();
            swap.call.run();
            swap.call.advance(1_000);
            swap.assertSettled();
        }
    }

    @Test
    void an_exchange_that_is_taken_back_while_the_agent_thinks_leaves_no_second_line() {
        Thinking thinking = new Thinking();
        try (SwapCall swap = SwapCall.connected(SessionOptions.builder().agent(thinking.agent))) {
            SwapCall.Transport second = swap.transport("2");
            swap.call.advance(100);
            swap.unplug(second);
            swap.call.run();
            thinking.comesToAnEnd();
            swap.call.advance(1_000);
            swap.assertSettled();
        }
    }

    @Test
    void of_many_lines_that_are_chosen_while_one_is_made_the_last_counts() {
        try (SwapCall swap = SwapCall.connected()) {
            swap.call.lines.prepare(line -> line.openByHand(true));
            List<CompletableFuture<Void>> moves = new ArrayList<>();
            for (String name : List.of("a", "b", "c", "d")) {
                moves.add(
                        swap.call
                                .does(() -> swap.call.session.renew(model(name)))
                                .toCompletableFuture());
            }
            ScriptedTransport first = swap.call.line();
            swap.call.lines.prepare(line -> line.acknowledgeItems(true));
            first.accept();
            swap.call.advance(3_000);
            moves.forEach(CompletableFuture::join);
            assertEquals("d", swap.call.line().connects().get(0).model());
            assertEquals(3, swap.call.lines.created().size(), "two moves: to a, and to the last");
            swap.assertSettled();
        }
    }
}
