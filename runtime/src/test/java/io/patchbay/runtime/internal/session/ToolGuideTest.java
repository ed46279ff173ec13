package io.patchbay.runtime.internal.session;

import static io.patchbay.runtime.internal.session.ToolScript.answered;
import static io.patchbay.runtime.internal.session.ToolScript.response;
import static io.patchbay.runtime.internal.session.ToolScript.told;
import static io.patchbay.runtime.internal.session.ToolScript.wish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.History;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.ToolPolicy;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.Tool;
import io.patchbay.api.tool.ToolApproval;
import io.patchbay.api.tool.ToolInputGuardrail;
import io.patchbay.api.tool.ToolOutputGuardrail;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.tool.ToolVerdict;
import io.patchbay.runtime.TypedTools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The code of docs/tools.md, as it stands there, and what it does. */
class ToolGuideTest {

    // guide: annotated
    /** What a waiter can do. */
    public static class Waiter {
        @Tool("Books a table.")
        public String bookTable(
                @Tool.Param("an ISO date") String day,
                int guests,
                @Tool.Param("what else matters") Optional<String> wish) {
            return "booked for " + guests + " on " + day;
        }

        @Tool(value = "Cancels a booking.", approval = true, timeoutMillis = 5_000)
        public String cancelBooking(String day) {
            return "cancelled " + day;
        }
    }

    // guide: end

    // guide: typed
    record Order(List<Dish> dishes, Optional<String> note) {}

    record Dish(String name, @Tool.Param("1 to 9") int count) {}

    static FunctionTool order() {
        return TypedTools.build(
                FunctionTool.builder("order").description("Orders dishes."),
                Order.class,
                (order, context) -> order.dishes().size() + " dishes ordered");
    }

    // guide: end

    // guide: careful
    static FunctionTool transfer() {
        return FunctionTool.builder("transfer")
                .description("Transfers money.")
                .parameters(
                        """
                        {"type":"object","properties":{"eur":{"type":"number"}},"required":["eur"]}
                        """)
                .approval((arguments, context) -> !arguments.contains("\"eur\":1}"))
                .timeout(Duration.ofSeconds(10))
                .onTimeout(FunctionTool.OnTimeout.RAISE)
                .errors(failure -> "The bank does not answer; offer to try again later.")
                .guardrail(
                        ToolInputGuardrail.of(
                                "no-debts",
                                (arguments, context) ->
                                        arguments.contains("-")
                                                ? ToolVerdict.reject("Amounts are positive.")
                                                : ToolVerdict.ALLOW))
                .guardrail(
                        ToolOutputGuardrail.of(
                                "no-iban",
                                (output, context) ->
                                        output.contains("DE")
                                                ? ToolVerdict.reject("Done.")
                                                : ToolVerdict.ALLOW))
                .build((arguments, context) -> "transferred from DE02 1203");
    }

    // guide: end

    // guide: delegation
    /** A slower model that thinks longer than a caller likes to wait. */
    interface BackEnd {
        CompletionStage<String> think(String conversation);
    }

    static FunctionTool askSupervisor(BackEnd backEnd) {
        return FunctionTool.builder("ask_supervisor")
                .description("Asks the supervisor about anything that is not small talk.")
                .timeout(Duration.ofSeconds(30))
                .onInterruption(FunctionTool.OnInterruption.CANCEL)
                .buildAsync(
                        (arguments, context) -> {
                            CompletableFuture<String> answer =
                                    backEnd.think(transcript(context.history()))
                                            .toCompletableFuture();
                            context.cancellation().onCancelled(() -> answer.cancel(true));
                            return answer.thenApply(words -> ToolResult.of("Say this: " + words));
                        });
    }

    static String transcript(History history) {
        StringBuilder text = new StringBuilder();
        for (Item item : history.items()) {
            if (item instanceof Item.Message message) {
                text.append(message.role() == Role.USER ? "Caller: " : "Agent: ")
                        .append(message.text())
                        .append('\n');
            }
        }
        return text.toString();
    }

    // guide: end

    @Test
    void a_tool_hands_the_history_to_a_slower_agent_and_its_answer_is_spoken() {
        List<String> asked = new ArrayList<>();
        CompletableFuture<String> answer = new CompletableFuture<>();
        FunctionTool tool =
                askSupervisor(
                        conversation -> {
                            asked.add(conversation);
                            return answer;
                        });
        RealtimeAgent front =
                RealtimeAgent.builder("front").instructions("Small talk only.").tool(tool).build();
        try (Call call = Call.with(front)) {
            call.says("Hello");
            call.hears(call.turns.textAnswer("Hi there"));
            call.says("May I return shoes after 40 days?");
            call.hears(call.turns.functionCall("c1", "ask_supervisor", "{}"));
            assertEquals(
                    List.of(
                            "Caller: Hello\nAgent: Hi there\n"
                                    + "Caller: May I return shoes after 40 days?\n"),
                    asked);
            call.advance(8_000);
            call.line().assertComplete();

            answer.complete("Within 60 days, with the receipt.");
            call.run();
            assertEquals("Say this: Within 60 days, with the receipt.", answered(call));
            call.hears(call.turns.spokenAnswer("Within 60 days, with the receipt.", 1_000));
            assertEquals(
                    "Within 60 days, with the receipt.",
                    call.events(SessionEvent.AgentEnded.class).get(3 - 1).text());
        }
    }

    @Test
    void an_interruption_tells_the_slower_agent_to_stop() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        RealtimeAgent front =
                RealtimeAgent.builder("front").tool(askSupervisor(text -> answer)).build();
        try (Call call = Call.with(front)) {
            call.hears(response("r1", wish("c1", "ask_supervisor", "{}")));
            call.hears(call.turns.spokenAnswer("One moment", 1_000));
            call.does(call.session::interrupt);
            assertTrue(answer.isCancelled());
        }
    }

    @Test
    void annotated_and_typed_tools_get_java_values() {
        RealtimeAgent agent =
                RealtimeAgent.builder("waiter").tools(new Waiter()).tool(order()).build();
        try (Call call = Call.with(agent)) {
            call.hears(
                    response(
                            "r1",
                            wish("c1", "bookTable", "{\"day\":\"2026-12-24\",\"guests\":4}")));
            assertEquals("booked for 4 on 2026-12-24", answered(call));
            call.hears(call.turns.textAnswer("done"));
            call.hears(
                    response(
                            "r2",
                            wish("c2", "order", "{\"dishes\":[{\"name\":\"soup\",\"count\":2}]}")));
            assertEquals("1 dishes ordered", answered(call));
            call.hears(call.turns.textAnswer("done"));
            call.hears(response("r3", wish("c3", "order", "{\"dishes\":[{\"name\":\"soup\"}]}")));
            assertEquals(
                    "The arguments for the tool 'order' do not fit: 'dishes[0].count' is missing.",
                    answered(call));
            call.hears(call.turns.textAnswer("oh"));
            call.hears(response("r4", wish("c4", "cancelBooking", "{\"day\":\"x\"}")));
            assertEquals(1, call.session.approvals().size());
        }
    }

    @Test
    void a_type_that_is_no_object_makes_no_tool() {
        assertTrue(
                String.valueOf(
                                assertThrows(
                                                IllegalArgumentException.class,
                                                () ->
                                                        TypedTools.build(
                                                                FunctionTool.builder("t"),
                                                                String.class,
                                                                (text, context) -> text))
                                        .getMessage())
                        .contains("java.lang.String"));
    }

    @Test
    void a_careful_tool_asks_checks_and_hides() {
        SessionOptions.Builder options =
                SessionOptions.builder()
                        .agent(ToolScript.agent(transfer()))
                        // guide: policy
                        .tools(
                                ToolPolicy.builder()
                                        .approvalExpiry(Duration.ofMinutes(2))
                                        .refusals(failure -> "The customer did not agree.")
                                        .build());
        // guide: end
        try (Call call = Call.with(options)) {
            call.hears(response("r1", wish("c1", "transfer", "{\"eur\":1}")));
            assertEquals("Done.", answered(call));
            call.hears(call.turns.textAnswer("done"));
            call.hears(response("r2", wish("c2", "transfer", "{\"eur\":50}")));
            call.advance(120_000);
            assertEquals("The customer did not agree.", told(call));
            assertTrue(transfer().approval() != ToolApproval.NEVER);
        }
    }
}
