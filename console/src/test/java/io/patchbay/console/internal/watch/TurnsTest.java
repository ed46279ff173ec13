package io.patchbay.console.internal.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.guardrail.Verdict;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.management.resource.Permission;
import io.patchbay.tck.Turn;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the turns of a conversation look like. */
class TurnsTest {
    private static RealtimeAgent agent() {
        return RealtimeAgent.builder("guide").instructions("Be kind.").build();
    }

    @Test
    void a_spoken_turn_goes_from_the_first_word_to_the_end_of_the_answer() throws Exception {
        try (WatchedCall call = new WatchedCall(agent())) {
            call.advance(1_000);
            call.hears(new TransportEvent.SpeechStarted("u1", 0));
            call.advance(2_000);
            call.hears(call.turns.callerSays("Hello there"));
            call.advance(300);
            call.hears(call.turns.spokenAnswer("Good day.", 1_000));
            assertTrue(call.turn(0).path("endedAt").isNull(), "it is still being played");
            call.advance(1_500);
            JsonNode turn = call.turn(0);
            assertEquals(1, call.detail(Permission.CONTENT).path("turns").size());
            assertEquals(1, turn.path("number").asInt());
            assertEquals("guide", turn.path("agent").asString());
            assertEquals(1.0, turn.path("startedAt").asDouble(), 0.001);
            assertEquals(4.3, turn.path("endedAt").asDouble(), 0.05);
            assertEquals("Hello there", turn.path("user").asString());
            assertEquals("Good day.", turn.path("assistant").asString());
            assertEquals(300, turn.path("timeToFirstAudio").asDouble(), 1);
            assertEquals(15, turn.path("tokens").asLong());
        }
    }

    @Test
    void a_tool_and_the_answer_to_it_belong_to_the_turn_that_caused_them() throws Exception {
        CompletableFuture<ToolResult> slow = new CompletableFuture<>();
        FunctionTool tool =
                FunctionTool.builder("search").description("d").buildAsync((a, c) -> slow);
        try (WatchedCall call =
                new WatchedCall(RealtimeAgent.builder("guide").tool(tool).build())) {
            call.session.sendMessage("Find it");
            call.loop.run();
            call.takes();
            call.hears(call.turns.functionCall("call_1", "search", "{}"));
            call.advance(700);
            slow.complete(ToolResult.of("found"));
            call.loop.run();
            call.takes();
            assertTrue(call.turn(0).path("endedAt").isNull(), "the answer is still to come");
            call.hears(call.turns.textAnswer("Here it is."));
            JsonNode turn = call.turn(0);
            assertFalse(turn.path("endedAt").isNull());
            assertEquals("Find it", turn.path("user").asString());
            assertEquals("Here it is.", turn.path("assistant").asString());
            assertEquals("search", turn.path("tools").path(0).path("name").asString());
            assertEquals("result", turn.path("tools").path(0).path("outcome").asString());
            assertEquals(700, turn.path("tools").path(0).path("took").asDouble());
            assertTrue(call.turn(1).isMissingNode());
        }
    }

    @Test
    void silence_by_a_button_is_timed_unless_it_was_asked_for_in_vain() throws Exception {
        try (WatchedCall call = new WatchedCall(agent())) {
            press(call);
            speaks(call);
            call.session.interrupt();
            call.settle();
            assertEquals("application", call.turn(0).path("interrupted").asString());
            assertTrue(call.turn(0).path("bargeIn").isNull(), call.turn(0).toString());
            speaks(call);
            press(call);
            assertEquals("application", call.turn(1).path("interrupted").asString());
            assertTrue(call.turn(1).path("bargeIn").isNumber(), call.turn(1).toString());
        }
    }

    @Test
    void a_button_that_is_pressed_twice_is_timed_from_the_first() throws Exception {
        try (WatchedCall call = new WatchedCall(agent())) {
            speaks(call);
            call.watched().silenceAsked(call.session);
            call.advance(300);
            call.watched().silenceAsked(call.session);
            call.session.interrupt();
            call.settle();
            assertTrue(call.turn(0).path("bargeIn").asDouble() >= 300, call.turn(0).toString());
        }
    }

    private static void press(WatchedCall call) throws Exception {
        call.asks(
                "POST",
                "/v1/sessions/{id}/interrupt",
                it -> it.with("id", call.session.id()).saying("{}"));
    }

    private static void speaks(WatchedCall call) {
        call.session.sendMessage("Tell me a story");
        call.loop.run();
        call.takes();
        call.hears(call.turns.spokenAnswer("Once upon a time there was a fox.", 4_000));
        call.advance(1_000);
    }

    @Test
    void speech_over_an_answer_ends_its_turn_and_begins_the_next() throws Exception {
        try (WatchedCall call = new WatchedCall(agent())) {
            speaks(call);
            call.hears(new TransportEvent.SpeechStarted("u1", 0));
            call.advance(500);
            call.hears(new TransportEvent.SpeechStopped("u1", 500));
            call.hears(call.turns.callerSays("Stop"));
            call.hears(call.turns.textAnswer("Of course."));
            JsonNode cut = call.turn(0);
            JsonNode next = call.turn(1);
            assertEquals("speech", cut.path("interrupted").asString());
            assertEquals("Tell me a story", cut.path("user").asString());
            assertTrue(
                    "Once upon a time there was a fox.".startsWith(cut.path("heard").asString()),
                    cut.toString());
            assertEquals(1.0, cut.path("endedAt").asDouble(), 0.1);
            assertEquals(1.0, next.path("startedAt").asDouble(), 0.1);
            assertEquals("Stop", next.path("user").asString());
            assertEquals("Of course.", next.path("assistant").asString());
            assertTrue(next.path("interrupted").isNull());
            assertTrue(call.turn(2).isMissingNode());
        }
    }

    @Test
    void an_answer_that_nobody_asked_for_is_a_turn_without_a_caller() throws Exception {
        try (WatchedCall call = new WatchedCall(agent())) {
            call.hears(call.turns.spokenAnswer("Welcome.", 500));
            call.advance(1_000);
            call.session.sendMessage("Hello");
            call.loop.run();
            call.takes();
            call.hears(call.turns.textAnswer("Hello to you."));
            assertTrue(call.turn(0).path("user").isNull());
            assertEquals("Welcome.", call.turn(0).path("assistant").asString());
            assertEquals("Hello", call.turn(1).path("user").asString());
            assertEquals("Hello to you.", call.turn(1).path("assistant").asString());
        }
    }

    @Test
    void what_is_said_in_place_of_a_forbidden_answer_belongs_to_its_turn() throws Exception {
        OutputGuardrail rules =
                OutputGuardrail.of(
                        "rules",
                        words -> words.contains("key") ? Verdict.trip("a secret") : Verdict.PASS);
        try (WatchedCall call =
                new WatchedCall(RealtimeAgent.builder("guide").guardrail(rules).build())) {
            call.session.sendMessage("Where is it?");
            call.loop.run();
            call.takes();
            Turn forbidden = call.turns.spokenAnswer("The key lies under the mat.", 4_000);
            call.hears(forbidden);
            call.advance(500);
            call.hears(call.turns.spokenAnswer("I may not say that.", 500));
            call.advance(2_000);
            JsonNode turn = call.turn(0);
            assertEquals("rules", turn.path("guardrail").asString());
            assertEquals("guardrail", turn.path("interrupted").asString());
            assertTrue(turn.path("assistant").asString().endsWith("I may not say that."));
            assertFalse(turn.path("endedAt").isNull());
            assertTrue(call.turn(1).isMissingNode());
        }
    }
}
