package io.patchbay.runtime.internal.session;

import static io.patchbay.runtime.internal.session.ToolScript.agent;
import static io.patchbay.runtime.internal.session.ToolScript.outcomes;
import static io.patchbay.runtime.internal.session.ToolScript.response;
import static io.patchbay.runtime.internal.session.ToolScript.wish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolApproval;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.TransportEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A closed session asks nobody anything, and leaves nothing behind that falls due later. */
class AfterTheEndTest {

    @Test
    void nobody_is_asked_for_consent() {
        List<String> runs = new ArrayList<>();
        FunctionTool pay =
                FunctionTool.builder("pay")
                        .approval(ToolApproval.ALWAYS)
                        .build(
                                (arguments, context) -> {
                                    runs.add(arguments);
                                    return "paid";
                                });
        try (Call call = Call.with(agent(pay))) {
            call.session.listenInline(
                    new SessionListener() {
                        @Override
                        public void onEvent(SessionEvent event) {
                            if (event instanceof SessionEvent.ToolApprovalRequested) {
                                call.session.close(CloseReason.NORMAL);
                            }
                        }
                    });
            call.hears(response("r1", wish("c1", "pay", "{}"), wish("c2", "pay", "{\"n\":2}")));
            call.only(SessionEvent.ToolApprovalRequested.class);
            assertTrue(call.session.approvals().isEmpty(), () -> "" + call.session.approvals());
            assertEquals(List.of(ToolOutcome.CANCELLED, ToolOutcome.CANCELLED), outcomes(call));
            assertEquals(0, call.loop.timers());
            assertTrue(runs.isEmpty());
        }
    }

    @Test
    void nobody_waits_for_an_agent_s_instructions() {
        List<CompletableFuture<String>> asked = new ArrayList<>();
        RealtimeAgent slow =
                RealtimeAgent.builder("slow")
                        .instructions(
                                context -> {
                                    CompletableFuture<String> words = new CompletableFuture<>();
                                    asked.add(words);
                                    return asked.size() == 1
                                            ? CompletableFuture.completedFuture("At first.")
                                            : words;
                                })
                        .build();
        try (Call call = Call.with(slow)) {
            CompletionStage<Void> refreshed = call.does(call.session::refreshAgent);
            assertFalse(refreshed.toCompletableFuture().isDone());
            call.does(() -> call.session.close(CloseReason.NORMAL));
            assertTrue(refreshed.toCompletableFuture().isDone(), "told");
            CompletionException failed =
                    assertThrows(
                            CompletionException.class,
                            () -> refreshed.toCompletableFuture().join());
            assertTrue(String.valueOf(failed.getMessage()).contains("the end of the session"));
            assertEquals(0, call.loop.timers());
            asked.get(1).complete("Too late.");
            call.run();
            assertEquals(0, call.loop.timers());
        }
    }

    @Test
    void no_response_beside_the_conversation_is_watched() {
        try (Call call = Call.with(Call.agent())) {
            call.hears(
                    new TransportEvent.ResponseStarted(
                            new Response(
                                    "beside",
                                    Response.Status.IN_PROGRESS,
                                    null,
                                    null,
                                    List.of(),
                                    true,
                                    Map.of(),
                                    null)));
            call.does(() -> call.session.close(CloseReason.NORMAL));
            assertEquals(0, call.loop.timers());
        }
    }

    @Test
    void no_verdict_is_waited_for() {
        Judge judge = Judge.byHand("bad");
        SessionOptions.Builder options =
                SessionOptions.builder()
                        .agent(Call.agent())
                        .guardrail((OutputGuardrail) judge)
                        .config(SessionConfig.builder().outputModality(Modality.TEXT).build());
        try (Call call = Call.with(options)) {
            call.hears(call.turns.textAnswer("some words"));
            assertFalse(judge.open.isEmpty(), "a check runs");
            call.does(() -> call.session.close(CloseReason.NORMAL));
            assertEquals(0, call.loop.timers());
        }
    }
}
