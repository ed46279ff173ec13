package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.Handoff;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionLimits;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.ScriptedCall;
import io.patchbay.tck.ScriptedTransport;
import io.patchbay.tck.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The model hands the conversation to another agent. */
class HandoffTest {
    static final CloseReason GONE = new CloseReason(CloseReason.Cause.FATAL, 0, "over", null);

    private static final String TOPIC =
            "{\"type\":\"object\",\"properties\":{\"topic\":{\"type\":\"string\"}},"
                    + "\"required\":[\"topic\"]}";

    static RealtimeAgent.Builder agent(String name) {
        return RealtimeAgent.builder(name).instructions("I am " + name);
    }

    private static RealtimeAgent billing() {
        return agent("billing").handoffDescription("Knows all bills.").build();
    }

    static Item.FunctionCall call(String callId, String name, String arguments) {
        return new Item.FunctionCall(
                "item_" + callId, callId, name, arguments, ItemStatus.COMPLETED);
    }

    /** One response that calls. */
    static Turn calls(String responseId, Item.FunctionCall... calls) {
        List<TransportEvent> events = new ArrayList<>();
        events.add(
                new TransportEvent.ResponseStarted(
                        response(responseId, Response.Status.IN_PROGRESS)));
        int number = 0;
        for (Item.FunctionCall call : calls) {
            events.add(new TransportEvent.ItemAdded(call, Placement.END));
            events.add(new TransportEvent.OutputItemDone(responseId, number++, call));
        }
        events.add(
                new TransportEvent.ResponseDone(response(responseId, Response.Status.COMPLETED)));
        return Turn.events(events.toArray(TransportEvent[]::new));
    }

    private static Response response(String id, Response.Status status) {
        return new Response(id, status, null, null, List.of(), false, Map.of(), null);
    }

    private static Turn transfer(String agent) {
        return calls("resp_t", call("call_t", "transfer_to_" + agent, "{}"));
    }

    static String speaker(Call call) {
        return call.session.agent().orElseThrow().name();
    }

    static ToolDefinition.Function tool(SessionConfig config, String name) {
        return config.value(ConfigField.TOOLS).orElseThrow().stream()
                .filter(tool -> tool.name().equals(name))
                .map(ToolDefinition.Function.class::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no tool " + name));
    }

    private static String output(Call call) {
        return ((Item.FunctionCallOutput) call.takesItem()).output();
    }

    private static void changeNothing(Call call, String reason) {
        String output = output(call);
        assertTrue(output.contains(reason), output);
        assertTrue(output.contains("'greeter'"), output);
        call.line().expect(Command.CreateResponse.class);
        call.line().assertComplete();
        assertEquals("greeter", speaker(call));
        assertTrue(call.events(SessionEvent.AgentHandoff.class).isEmpty());
    }

    @Test
    void the_model_hands_over_and_the_new_agent_answers() {
        List<String> order = new ArrayList<>();
        Handoff toBilling =
                Handoff.to(billing())
                        .withOnHandoff(
                                (input, context) -> {
                                    order.add("callback " + input + " " + context.agent());
                                    return CompletableFuture.completedFuture(null);
                                });
        try (Call call = Call.with(agent("greeter").handoff(toBilling).build())) {
            ToolDefinition.Function shown = tool(call.opening(), "transfer_to_billing");
            assertEquals(
                    "Hands the conversation over to the agent 'billing'. Knows all bills.",
                    shown.description());
            call.session.listenInline(
                    new SessionListener() {
                        @Override
                        public void onEvent(SessionEvent event) {
                            if (event instanceof SessionEvent.AgentHandoff handoff) {
                                order.add(
                                        "event "
                                                + handoff.from()
                                                + handoff.to()
                                                + " "
                                                + speaker(call)
                                                + " "
                                                + call.line()
                                                        .commands(Command.UpdateSession.class)
                                                        .size());
                            }
                        }
                    });
            call.says("My bill is wrong.");
            call.hears(transfer("billing"));

            // what was said of whom in which order: the wire has the config before anybody hears
            assertEquals(List.of("callback {} greeter", "event greeterbilling greeter 1"), order);
            assertEquals("billing", speaker(call));
            Command.UpdateSession update = call.line().expect(Command.UpdateSession.class);
            assertTrue(Call.has(update.change(), ConfigField.INSTRUCTIONS, "I am billing"));
            assertTrue(Call.has(update.change(), ConfigField.TOOLS, List.of()));
            assertEquals("{\"assistant\":\"billing\"}", output(call));
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
            assertTrue(call.events(SessionEvent.ToolStarted.class).isEmpty());

            // each turn counts for the agent that spoke it
            call.hears(call.turns.spokenAnswer("Let me see.", 200));
            assertEquals(
                    List.of("greeter", "billing"),
                    call.events(SessionEvent.AgentEnded.class).stream()
                            .map(SessionEvent.AgentEnded::agent)
                            .toList());
        }
    }

    @Test
    void names_descriptions_and_inputs_are_shown_as_they_were_chosen() {
        RealtimeAgent odd = agent("Frau Müller & Co.").build();
        RealtimeAgent greeter =
                agent("greeter")
                        .handoff(odd)
                        .handoff(
                                Handoff.to(billing())
                                        .withToolName("bills")
                                        .withDescription("For bills.")
                                        .withInput(
                                                TOPIC,
                                                (input, context) ->
                                                        CompletableFuture.completedFuture(null)))
                        .build();
        try (Call call = Call.with(greeter)) {
            assertTrue(
                    tool(call.opening(), "transfer_to_Frau_M_ller___Co_")
                            .parameters()
                            .contains("\"properties\":{}"));
            assertEquals("For bills.", tool(call.opening(), "bills").description());
            assertEquals(TOPIC, tool(call.opening(), "bills").parameters());
        }
    }

    @Test
    void what_the_model_tells_along_is_checked_before_the_callback_sees_it() {
        List<String> inputs = new ArrayList<>();
        Handoff handoff =
                Handoff.to(billing())
                        .withInput(
                                TOPIC,
                                (input, context) -> {
                                    inputs.add(input);
                                    return CompletableFuture.completedFuture(null);
                                });
        try (Call call = Call.with(agent("greeter").handoff(handoff).build())) {
            call.hears(calls("r1", call("c1", "transfer_to_billing", "{\"topic\":7}")));
            changeNothing(call, "'topic' must be a text");
            call.hears(calls("r2", call("c2", "transfer_to_billing", "")));
            changeNothing(call, "'topic' is missing");
            call.hears(calls("r3", call("c3", "transfer_to_billing", "{broken")));
            changeNothing(call, "not a JSON object");
            assertTrue(inputs.isEmpty());
            call.hears(calls("r4", call("c4", "transfer_to_billing", "{\"topic\":\"June\"}")));
            assertEquals(List.of("{\"topic\":\"June\"}"), inputs);
            assertEquals("billing", speaker(call));
        }
    }

    @Test
    void a_callback_that_fails_keeps_the_agent_and_the_model_is_told() {
        Handoff handoff =
                Handoff.to(billing())
                        .withOnHandoff(
                                (input, context) -> {
                                    throw new IllegalStateException("secret");
                                });
        try (Call call = Call.with(agent("greeter").handoff(handoff).build())) {
            call.hears(transfer("billing"));
            changeNothing(call, "failed");
            assertEquals(
                    SessionEvent.ErrorSource.AGENT, call.only(SessionEvent.Error.class).source());
        }
    }

    @Test
    void a_callback_that_takes_too_long_is_cancelled_and_the_agent_stays() {
        List<ToolContext> contexts = new ArrayList<>();
        Handoff handoff =
                Handoff.to(billing())
                        .withOnHandoff(
                                (input, context) -> {
                                    contexts.add(context);
                                    return new CompletableFuture<>();
                                });
        try (Call call = Call.with(agent("greeter").handoff(handoff).build())) {
            call.hears(transfer("billing"));
            call.advance(60_000);
            changeNothing(call, "not done within 60 s");
            assertTrue(contexts.get(0).cancellation().isCancelled());
        }
    }

    @Test
    void instructions_that_throw_keep_the_former_agent_and_the_model_is_told() {
        RealtimeAgent broken =
                RealtimeAgent.builder("broken")
                        .instructions(
                                context -> {
                                    throw new IllegalStateException("no database");
                                })
                        .build();
        try (Call call = Call.with(agent("greeter").handoff(broken).build())) {
            call.hears(transfer("broken"));
            changeNothing(call, "it did not work");
            assertTrue(call.only(SessionEvent.Error.class).message().contains("no database"));
        }
    }

    @Test
    void instructions_that_never_come_keep_the_former_agent() {
        RealtimeAgent slow =
                RealtimeAgent.builder("slow")
                        .instructions(context -> new CompletableFuture<>())
                        .build();
        try (Call call = Call.with(agent("greeter").handoff(slow).build())) {
            call.hears(transfer("slow"));
            call.line().assertComplete();
            call.advance(SessionLimits.DEFAULT.connect().toMillis());
            changeNothing(call, "it did not work");
        }
    }

    @Test
    void a_target_that_nobody_offers_is_left_out_with_a_warning() {
        try (Call call = Call.with(agent("greeter").handoff("nobody").build())) {
            assertTrue(Call.has(call.opening(), ConfigField.TOOLS, List.of()));
            assertEquals("agent-missing", call.only(SessionEvent.Warning.class).code());
        }
    }

    @Test
    void a_refused_configuration_keeps_the_former_agent_and_the_model_is_told() {
        try (Call call = Call.with(agent("greeter").handoff(billing()).build())) {
            call.line().confirmUpdates(false);
            call.hears(transfer("billing"));
            Command.UpdateSession update = call.line().expect(Command.UpdateSession.class);
            assertEquals("greeter", speaker(call));
            call.hears(
                    new TransportEvent.Error(
                            new ProviderError(
                                    "invalid_request_error",
                                    "invalid_value",
                                    "no such tool",
                                    null,
                                    update.id(),
                                    ProviderError.Severity.RECOVERABLE)));
            changeNothing(call, "it did not work");

            // the next change is measured against what the provider really has
            call.line().confirmUpdates(true);
            call.does(() -> call.session.updateAgent(billing()));
            assertTrue(
                    Call.has(
                            call.line().expect(Command.UpdateSession.class).change(),
                            ConfigField.INSTRUCTIONS,
                            "I am billing"));
        }
    }

    @Test
    void a_configuration_that_cannot_be_sent_keeps_the_former_agent() {
        try (Call call = Call.with(agent("greeter").handoff(billing()).build())) {
            call.line().failNext(Command.UpdateSession.class, new IllegalStateException("full"));
            call.hears(transfer("billing"));
            call.line().expect(Command.UpdateSession.class);
            changeNothing(call, "it did not work");
        }
    }

    @Test
    void a_provider_that_never_confirms_is_believed_after_a_while() {
        try (Call call = Call.with(agent("greeter").handoff(billing()).build())) {
            call.line().confirmUpdates(false);
            call.hears(transfer("billing"));
            call.advance(2_999);
            assertEquals("greeter", speaker(call));
            call.advance(1);
            assertEquals("billing", speaker(call));
            call.line().expect(Command.UpdateSession.class);
            assertEquals("{\"assistant\":\"billing\"}", output(call));
        }
    }

    @Test
    void of_two_handoffs_in_one_response_the_first_wins_and_the_second_is_told() {
        RealtimeAgent greeter =
                agent("greeter").handoff(billing()).handoff(agent("sales").build()).build();
        try (Call call = Call.with(greeter)) {
            call.hears(
                    calls(
                            "r1",
                            call("c1", "transfer_to_billing", "{}"),
                            call("c2", "transfer_to_sales", "{}")));
            assertEquals("billing", speaker(call));
            call.only(SessionEvent.AgentHandoff.class);
            List<Item.FunctionCallOutput> outputs =
                    call.line().commands(Command.CreateItem.class).stream()
                            .map(create -> (Item.FunctionCallOutput) create.item())
                            .toList();
            assertEquals(2, outputs.size());
            assertEquals("c2", outputs.get(0).callId());
            assertTrue(outputs.get(0).output().contains("not done"), outputs.get(0).output());
            assertEquals("{\"assistant\":\"billing\"}", outputs.get(1).output());
            assertEquals(1, call.line().commands(Command.CreateResponse.class).size());
        }
    }

    @Test
    void siblings_of_a_handoff_run_on_the_agent_that_called_and_one_answer_follows() {
        List<String> ran = new ArrayList<>();
        FunctionTool note =
                FunctionTool.builder("note")
                        .build(
                                (arguments, context) -> {
                                    ran.add(context.agent());
                                    return "noted";
                                });
        RealtimeAgent greeter = agent("greeter").tool(note).handoff(billing()).build();
        try (Call call = Call.with(greeter)) {
            call.hears(
                    calls("r1", call("c1", "transfer_to_billing", "{}"), call("c2", "note", "{}")));
            assertEquals(List.of("greeter"), ran);
            assertEquals("greeter", call.only(SessionEvent.ToolEnded.class).agent());
            assertEquals("billing", speaker(call));
            assertEquals(2, call.line().commands(Command.CreateItem.class).size());
            assertEquals(1, call.line().commands(Command.CreateResponse.class).size());
        }
    }

    @Test
    void a_late_call_of_the_source_runs_on_the_source() {
        List<String> ran = new ArrayList<>();
        FunctionTool note =
                FunctionTool.builder("note")
                        .build(
                                (arguments, context) -> {
                                    ran.add(context.agent());
                                    return "noted";
                                });
        RealtimeAgent greeter = agent("greeter").tool(note).build();
        try (Call call = Call.with(greeter)) {
            Turn late = calls("r1", call("c1", "note", "{}"));
            call.hears(late.before(TransportEvent.ResponseDone.class));
            call.does(() -> call.session.updateAgent(billing()));
            assertEquals("billing", speaker(call));
            call.hears(late.from(TransportEvent.ResponseDone.class));
            assertEquals(List.of("greeter"), ran);
            assertEquals("greeter", call.only(SessionEvent.AgentEnded.class).agent());
        }
    }

    @Test
    void nothing_is_applied_when_the_line_was_lost_meanwhile() {
        CompletableFuture<Void> slow = new CompletableFuture<>();
        RealtimeAgent greeter =
                agent("greeter")
                        .handoff(Handoff.to(billing()).withOnHandoff((input, context) -> slow))
                        .build();
        SessionOptions.Builder options = parking().agent(greeter);
        try (Call call = Call.with(options)) {
            call.hears(transfer("billing"));
            call.line().disconnect(GONE);
            slow.complete(null);
            call.run();
            assertEquals("greeter", speaker(call));
            assertTrue(call.events(SessionEvent.AgentHandoff.class).isEmpty());
            assertTrue(call.line().commands(Command.UpdateSession.class).isEmpty());
        }
    }

    static SessionOptions.Builder parking() {
        return SessionOptions.builder()
                .legs(LegPolicy.of(LegPolicy.CallerGone.CLOSE, LegPolicy.ModelGone.PARK));
    }

    @Test
    void a_listener_that_closes_the_session_stops_the_handoff() {
        try (Call call = Call.with(agent("greeter").handoff(billing()).build())) {
            closeOn(call, SessionEvent.AgentHandoff.class);
            call.hears(transfer("billing"));
            assertEquals("greeter", speaker(call));
            assertTrue(call.line().commands(Command.CreateItem.class).isEmpty());
        }
    }

    private static void closeOn(Call call, Class<? extends SessionEvent> kind) {
        Consumer<SessionEvent> close = event -> call.session.close(CloseReason.NORMAL);
        call.session.listenInline(
                new SessionListener() {
                    @Override
                    public void onEvent(SessionEvent event) {
                        if (kind.isInstance(event)) {
                            close.accept(event);
                        }
                    }
                });
    }

    @Test
    void agents_hand_over_to_each_other_back_and_forth() {
        RealtimeAgent bills = agent("bills").handoff("greeter").build();
        RealtimeAgent greeter = agent("greeter").handoff(bills).build();
        try (Call call = Call.with(greeter)) {
            for (int i = 0; i < 3; i++) {
                call.hears(calls("a" + i, call("ca" + i, "transfer_to_bills", "{}")));
                assertEquals("bills", speaker(call));
                call.hears(calls("b" + i, call("cb" + i, "transfer_to_greeter", "{}")));
                assertEquals("greeter", speaker(call));
                call.hears(call.turns.textAnswer("Here I am."));
            }
            assertEquals(6, call.events(SessionEvent.AgentHandoff.class).size());
        }
    }

    @Test
    void agents_that_are_all_named_find_each_other() {
        RealtimeAgent bills = agent("bills").handoff("greeter").build();
        RealtimeAgent greeter = agent("greeter").handoff("bills").build();
        try (Call call =
                Call.opened(
                        SessionOptions.builder().agent("greeter"),
                        plugs -> plugs.agent(bills).agent(greeter))) {
            call.connect();
            call.hears(calls("a", call("ca", "transfer_to_bills", "{}")));
            assertEquals("bills", speaker(call));
            call.hears(calls("b", call("cb", "transfer_to_greeter", "{}")));
            assertEquals("greeter", speaker(call));
        }
    }

    @Test
    void a_reconnect_keeps_the_agent_that_took_over() {
        try (Call call = Call.with(parking().agent(agent("greeter").handoff(billing()).build()))) {
            call.hears(transfer("billing"));
            call.lines.prepare(line -> line.acknowledgeItems(true));
            call.line().disconnect(GONE);
            call.run();
            call.connect();
            assertEquals("billing", speaker(call));
            ScriptedCall.Connect again = call.line().connects().get(0);
            assertTrue(Call.has(again.config(), ConfigField.INSTRUCTIONS, "I am billing"));
        }
    }

    @Test
    void a_handoff_that_is_not_enabled_is_not_shown_and_not_done() {
        AtomicBoolean open = new AtomicBoolean(false);
        Handoff handoff = Handoff.to(Reference.to(billing())).withEnabled(context -> open.get());
        try (Call call = Call.with(agent("greeter").handoff(handoff).build())) {
            assertTrue(Call.has(call.opening(), ConfigField.TOOLS, List.of()));
            open.set(true);
            CompletionStage<Void> done = call.does(call.session::refreshAgent);
            done.toCompletableFuture().join();
            Command.UpdateSession update = call.line().expect(Command.UpdateSession.class);
            assertEquals(1, update.change().fields().size(), "tools, and nothing else");
            assertFalse(tool(update.change(), "transfer_to_billing").description().isEmpty());
            open.set(false);
            call.hears(transfer("billing"));
            changeNothing(call, "not available now");
        }
    }

    @Test
    void a_voice_that_can_no_longer_change_is_not_sent() {
        RealtimeAgent greeter =
                agent("greeter")
                        .voice("marin")
                        .handoff(agent("bass").voice("cedar").build())
                        .build();
        try (Call call =
                Call.with(
                        SessionOptions.builder().agent(greeter).reconnect(ReconnectPolicy.NEVER))) {
            call.provider.freeze(ConfigField.VOICE);
            call.hears(transfer("bass"));
            Command.UpdateSession update = call.line().expect(Command.UpdateSession.class);
            assertFalse(update.change().fields().contains(ConfigField.VOICE));
            assertTrue(Call.has(update.change(), ConfigField.INSTRUCTIONS, "I am bass"));
            assertEquals("config-needs-new-line", call.only(SessionEvent.Warning.class).code());
            assertEquals("bass", speaker(call));
        }
    }

    /** To a provider that is told who speaks at the opening only, and the model hands over. */
    private static Call frozen(Consumer<ScriptedTransport> next) {
        Call call = Call.with(agent("greeter").handoff(billing()).build());
        call.provider.freeze(ConfigField.INSTRUCTIONS);
        call.provider.freeze(ConfigField.TOOLS);
        call.lines.prepare(next);
        call.hears(transfer("billing"));
        return call;
    }

    @Test
    void an_output_waits_for_the_line_on_which_the_new_agent_speaks() {
        try (Call call = frozen(line -> line.acknowledgeItems(true))) {
            ScriptedTransport old = call.line();
            assertEquals("billing", speaker(call));
            call.advance(100);
            assertEquals(2, call.lines.created().size());
            assertTrue(old.commands(Command.CreateItem.class).isEmpty());
            assertTrue(old.commands(Command.CreateResponse.class).isEmpty());
            assertTrue(Call.has(call.opening(), ConfigField.INSTRUCTIONS, "I am billing"));
            List<Item> told = Lines.told(call);
            assertEquals("call_t", ((Item.FunctionCall) told.get(0)).callId());
            assertEquals("call_t", ((Item.FunctionCallOutput) told.get(1)).callId());
            assertEquals(2, told.size());
            assertEquals(1, call.line().commands(Command.CreateResponse.class).size());
        }
    }

    @Test
    void an_output_is_told_on_the_old_line_when_there_is_no_other() {
        try (Call call = frozen(line -> line.failNextConnect(GONE))) {
            ScriptedTransport old = call.lines.created().get(0);
            assertTrue(old.commands(Command.CreateItem.class).isEmpty());
            call.advance(100);
            assertEquals(2, call.lines.created().size());
            assertEquals(1, old.commands(Command.CreateItem.class).size());
            assertEquals(1, old.commands(Command.CreateResponse.class).size());
        }
    }

    @Test
    void the_application_may_be_quicker_than_the_model() {
        CompletableFuture<Void> slow = new CompletableFuture<>();
        RealtimeAgent greeter =
                agent("greeter")
                        .handoff(Handoff.to(billing()).withOnHandoff((input, context) -> slow))
                        .build();
        try (Call call = Call.with(greeter)) {
            RealtimeSession session = call.session;
            call.hears(transfer("billing"));
            slow.complete(null);
            CompletionStage<Void> updated = session.updateAgent(agent("boss").build());
            call.run();
            updated.toCompletableFuture().join();
            assertEquals("boss", speaker(call));
            String output = call.line().commands(Command.CreateItem.class).get(0).item().toString();
            assertTrue(output.contains("was not done"), output);
        }
    }
}
