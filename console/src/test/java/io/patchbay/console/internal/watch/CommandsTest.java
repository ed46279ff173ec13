package io.patchbay.console.internal.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolApproval;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.management.resource.Permission;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an operator asks of a session. */
class CommandsTest {
    private static RealtimeAgent agent() {
        FunctionTool taxi =
                FunctionTool.builder("taxi")
                        .description("Calls a taxi")
                        .approval(ToolApproval.ALWAYS)
                        .build((arguments, context) -> "called");
        return RealtimeAgent.builder("guide").tool(taxi).build();
    }

    private static Asking.Answer post(WatchedCall call, String name, String body) throws Exception {
        Asking asking =
                call.asks(
                        "POST",
                        "/v1/sessions/{id}/" + name,
                        it ->
                                it.with("id", call.session.id())
                                        .with("callId", "call_1")
                                        .saying(body));
        call.settle();
        return asking.answer();
    }

    private static void asksForTaxi(WatchedCall call) {
        call.session.sendMessage("A taxi, please");
        call.loop.run();
        call.takes();
        call.hears(call.turns.functionCall("call_1", "taxi", "{\"to\":\"Rome\"}"));
    }

    @Test
    void the_first_decision_counts_and_the_second_is_told_what_stands() throws Exception {
        try (WatchedCall call = new WatchedCall(agent())) {
            asksForTaxi(call);
            JsonNode waiting = call.detail(Permission.CONTENT).path("approvals").path(0);
            assertEquals("taxi", waiting.path("tool").asString());
            assertTrue(waiting.path("arguments").asString().contains("Rome"));
            assertFalse(call.detail(Permission.OBSERVE).toString().contains("Rome"));
            Asking.Answer first = post(call, "approvals/{callId}", "{\"granted\":true}");
            assertEquals(200, first.status());
            assertTrue(first.json().path("counted").asBoolean());
            Asking.Answer second =
                    post(
                            call,
                            "approvals/{callId}",
                            "{\"granted\":false,\"message\":\"No taxis\"}");
            assertFalse(second.json().path("counted").asBoolean(true));
            assertEquals("approved", second.json().path("standing").asString());
            assertEquals("result", call.turn(0).path("tools").path(0).path("outcome").asString());
        }
    }

    @Test
    void a_message_is_sent_and_what_cannot_be_is_said_in_a_sentence() throws Exception {
        try (WatchedCall call = new WatchedCall(agent())) {
            assertEquals(202, post(call, "message", "{\"text\":\"Hello\"}").status());
            call.takes();
            assertEquals("Hello", call.turn(0).path("user").asString());
            Asking.Answer unknown = post(call, "agent", "{\"name\":\"nobody\"}");
            assertEquals(409, unknown.status());
            assertTrue(unknown.json().path("error").asString().contains("nobody"));
            assertThrows(IllegalArgumentException.class, () -> post(call, "message", "{}"));
            assertThrows(IllegalArgumentException.class, () -> post(call, "line", "{}"));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> post(call, "line", "{\"line\":\"nowhere\"}"));
        }
    }

    @Test
    void a_line_moves_to_another_transport_with_the_same_keys() throws Exception {
        try (WatchedCall call = new WatchedCall(agent())) {
            assertEquals(202, post(call, "line", "{\"transport\":\"scripted\"}").status());
            assertEquals(2, call.lines.created().size());
            assertEquals(2, call.detail(Permission.OBSERVE).path("generation").asInt());
        }
    }

    @Test
    void nothing_can_be_asked_of_a_session_that_has_ended() throws Exception {
        try (WatchedCall call = new WatchedCall(agent())) {
            call.session.close(CloseReason.NORMAL);
            call.settle();
            for (String command : new String[] {"message", "interrupt", "close", "recording"}) {
                Asking.Answer gone = post(call, command, "{\"text\":\"Hello\",\"on\":true}");
                assertEquals(404, gone.status());
                assertTrue(gone.json().path("error").asString().contains("has ended"));
            }
        }
    }
}
