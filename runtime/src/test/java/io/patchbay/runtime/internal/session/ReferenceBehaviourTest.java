package io.patchbay.runtime.internal.session;

import static io.patchbay.runtime.internal.session.ToolScript.agent;
import static io.patchbay.runtime.internal.session.ToolScript.outputs;
import static io.patchbay.runtime.internal.session.ToolScript.response;
import static io.patchbay.runtime.internal.session.ToolScript.wish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Consent;
import io.patchbay.api.session.PendingApproval;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.session.ToolPolicy;
import io.patchbay.api.session.Voice;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolApproval;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.runtime.Patchbay;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import io.patchbay.tck.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

/** What the reference's tests prove of a session and no other test here does. */
class ReferenceBehaviourTest {

    @Test
    void a_second_interruption_is_silent() {
        try (Call call = Call.with(Call.agent())) {
            Turn answer = call.turns.spokenAnswer("long", 2_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.advance(500);
            call.does(call.session::interrupt);
            call.line().expect(Command.CancelResponse.class);
            call.line().expect(Command.TruncateItem.class);
            call.does(call.session::interrupt);
            call.hears(new TransportEvent.SpeechStarted("item_9", 0));
            call.line().assertComplete();
            call.only(SessionEvent.AudioInterrupted.class);
        }
    }

    @Test
    void a_request_that_waits_is_sent_with_its_own_words() {
        try (Call call = Call.with(Call.agent())) {
            call.does(() -> call.session.requestResponse(ResponseOptions.DEFAULT));
            assertTrue(call.line().expect(Command.CreateResponse.class).options().isDefault());
            call.does(
                    () -> call.session.requestResponse(ResponseOptions.instructions("In French.")));
            call.does(() -> call.session.sendMessage("And now?"));
            call.line().expect(Command.CreateItem.class);
            call.line().assertComplete();
            call.hears(call.turns.textAnswer("one"));
            String words =
                    call.line()
                            .expect(Command.CreateResponse.class)
                            .options()
                            .overrides()
                            .value(ConfigField.INSTRUCTIONS)
                            .orElseThrow();
            assertTrue(words.endsWith("In French."), words);
            call.hears(call.turns.textAnswer("two"));
            assertTrue(
                    call.line().expect(Command.CreateResponse.class).options().isDefault(),
                    "the automatic one has no words of another");
            call.line().assertComplete();
        }
    }

    @Test
    void a_message_or_a_picture_asks_for_an_answer_only_when_it_is_to() {
        try (Call call = Call.with(Call.agent())) {
            call.does(() -> call.session.sendMessage("for later", false));
            call.line().expect(Command.CreateItem.class);
            call.does(() -> call.session.addImage("data:image/png;base64,AA", false));
            call.line().expect(Command.CreateItem.class);
            call.line().assertComplete();
            call.does(() -> call.session.addImage("data:image/png;base64,AA", true));
            call.line().expect(Command.CreateItem.class);
            call.line().expect(Command.CreateResponse.class);
        }
    }

    @Test
    void formats_that_were_chosen_stay_when_agents_change() {
        SessionConfig telephone =
                SessionConfig.builder()
                        .inputFormat(AudioFormat.PCMU_8K)
                        .outputFormat(AudioFormat.PCMU_8K)
                        .build();
        RealtimeAgent first = RealtimeAgent.builder("first").voice("marin").build();
        RealtimeAgent second =
                RealtimeAgent.builder("second").instructions("x").voice("cedar").build();
        try (Call call = Call.with(SessionOptions.builder().agent(first).config(telephone))) {
            assertTrue(Call.has(call.opening(), ConfigField.INPUT_FORMAT, AudioFormat.PCMU_8K));
            assertTrue(Call.has(call.opening(), ConfigField.OUTPUT_FORMAT, AudioFormat.PCMU_8K));
            assertTrue(Call.has(call.opening(), ConfigField.VOICE, Voice.of("marin")));
            call.does(() -> call.session.updateAgent(second));
            SessionConfig change = call.line().expect(Command.UpdateSession.class).change();
            assertTrue(Call.has(change, ConfigField.VOICE, Voice.of("cedar")));
            assertFalse(change.fields().contains(ConfigField.INPUT_FORMAT));
            assertFalse(change.fields().contains(ConfigField.OUTPUT_FORMAT));
            assertTrue(
                    Call.has(
                            call.session.config(), ConfigField.OUTPUT_FORMAT, AudioFormat.PCMU_8K));
        }
    }

    @Test
    void the_words_of_a_turn_are_told_at_its_end_although_a_call_follows_them() {
        Item said = Item.Message.assistant("let me look").withId("item_said");
        Item called = wish("c1", "look", "{}");
        try (Call call = Call.with(agent())) {
            call.hears(
                    new TransportEvent.ResponseStarted(
                            of("r1", Response.Status.IN_PROGRESS, List.of())));
            call.hears(
                    new TransportEvent.ResponseDone(
                            of("r1", Response.Status.COMPLETED, List.of(said, called))));
            assertEquals("let me look", call.only(SessionEvent.AgentEnded.class).text());
        }
    }

    private static Response of(String id, Response.Status status, List<Item> output) {
        return new Response(id, status, null, null, output, false, Map.of(), null);
    }

    @Test
    void a_call_that_names_no_response_runs_once_with_the_response_that_lists_it() {
        List<String> ran = new ArrayList<>();
        FunctionTool look =
                FunctionTool.builder("look")
                        .build(
                                (arguments, context) -> {
                                    ran.add(context.agent());
                                    return "seen";
                                });
        Item.FunctionCall called = wish("c1", "look", "{}");
        try (Call call = Call.with(agent(look))) {
            call.hears(
                    new TransportEvent.ResponseStarted(
                            of("r1", Response.Status.IN_PROGRESS, List.of())));
            call.hears(new TransportEvent.OutputItemDone("", 0, called));
            assertEquals(List.of(), ran);
            call.hears(
                    new TransportEvent.ResponseDone(
                            of("r1", Response.Status.COMPLETED, List.of(called))));
            assertEquals(List.of("guide"), ran);
            assertEquals(List.of("c1=seen"), outputs(call));
        }
    }

    @Test
    void an_item_is_in_progress_until_it_is_said_to_be_done() {
        Item typing = new Item.Message("u", Role.USER, List.of(), ItemStatus.IN_PROGRESS);
        try (Call call = Call.with(Call.agent())) {
            call.hears(new TransportEvent.ItemAdded(typing, Placement.END));
            assertEquals(
                    ItemStatus.IN_PROGRESS,
                    call.session.history().item("u").orElseThrow().status());
            call.hears(
                    new TransportEvent.ItemDone(
                            new Item.Message("u", Role.USER, List.of(), ItemStatus.COMPLETED),
                            Placement.END));
            assertEquals(
                    ItemStatus.COMPLETED, call.session.history().item("u").orElseThrow().status());
        }
    }

    @Test
    void a_tool_of_a_session_without_an_application_object_finds_none() {
        List<Boolean> found = new ArrayList<>();
        FunctionTool look =
                FunctionTool.builder("look")
                        .build(
                                (arguments, context) -> {
                                    found.add(context.context(Object.class).isPresent());
                                    return "seen";
                                });
        try (Call call = Call.with(agent(look))) {
            call.hears(response("r1", wish("c1", "look", "{}")));
            assertEquals(List.of(false), found);
        }
    }

    @Test
    void the_sessions_words_for_refusals_are_no_reason_for_a_server() {
        List<String> asked = new ArrayList<>();
        SessionOptions.Builder options =
                SessionOptions.builder()
                        .agent(agent())
                        .tools(
                                ToolPolicy.builder()
                                        .refusals(
                                                failure -> {
                                                    asked.add(failure.tool());
                                                    return "formatted";
                                                })
                                        .build());
        try (Call call = Call.with(options)) {
            call.hears(
                    new TransportEvent.ItemDone(
                            new Item.McpApprovalRequest("mcpr_1", "docs", "search", "{}"),
                            Placement.END));
            call.does(() -> call.session.decide("mcpr_1", Consent.REJECT));
            Item.McpApprovalResponse answer =
                    (Item.McpApprovalResponse) call.line().expect(Command.CreateItem.class).item();
            assertEquals(null, answer.reason());
            assertEquals(List.of(), asked);
        }
    }

    @Test
    void a_servers_question_to_another_agent_is_kept_apart_by_the_agent() {
        TransportEvent question =
                new TransportEvent.ItemDone(
                        new Item.McpApprovalRequest("mcpr_1", "docs", "search", "{}"),
                        Placement.END);
        try (Call call = Call.with(agent())) {
            call.hears(question);
            call.does(() -> call.session.updateAgent(agent("other")));
            call.hears(question);
            List<PendingApproval> waiting = call.session.approvals();
            assertEquals(
                    List.of("guide", "other"),
                    waiting.stream().map(PendingApproval::agent).toList());
            call.does(() -> call.session.decide(waiting.get(1), Consent.REJECT));
            assertEquals(List.of(waiting.get(0)), call.session.approvals());
            Item.McpApprovalResponse answer =
                    (Item.McpApprovalResponse) call.line().expect(Command.CreateItem.class).item();
            assertFalse(answer.approve());
            call.line().assertComplete();
        }
    }

    @Test
    void a_question_outlives_its_line_and_is_decided_once_on_the_next() {
        for (boolean granted : new boolean[] {true, false}) {
            List<String> ran = new ArrayList<>();
            FunctionTool pay =
                    FunctionTool.builder("pay")
                            .approval(ToolApproval.ALWAYS)
                            .build(
                                    (arguments, context) -> {
                                        ran.add(arguments);
                                        return "paid";
                                    });
            try (Call call = Call.with(agent(pay))) {
                call.hears(response("r1", wish("c1", "pay", "{}")));
                Lines.again(call);
                assertEquals(1, call.session.approvals().size());
                call.does(
                        () ->
                                call.session.decide(
                                        "c1", granted ? Consent.APPROVE : Consent.REJECT));
                call.does(() -> call.session.decide("c1", Consent.APPROVE));
                assertEquals(granted ? List.of("{}") : List.of(), ran);
                assertEquals(1, outputs(call).size());
                assertEquals(granted, outputs(call).get(0).equals("c1=paid"));
                call.only(SessionEvent.ToolApprovalRequested.class);
            }
        }
    }

    /** A session to which nobody listens, as a server may have many. */
    private static RealtimeSession unheard(
            VirtualLoop loop, ScriptedTransportFactory lines, SessionOptions.Builder options) {
        Patchbay patchbay =
                Patchbay.builder()
                        .loops(() -> loop)
                        .workers(loop)
                        .transport(lines)
                        .provider(new ScriptedProvider())
                        .build();
        RealtimeSession session = patchbay.open(options.line(Call.scripted()).build());
        var connected = session.connect();
        loop.run();
        connected.toCompletableFuture().join();
        return session;
    }

    private static TransportEvent complaint() {
        return new TransportEvent.Error(
                new ProviderError(
                        "server_error",
                        "odd",
                        "secret words",
                        null,
                        null,
                        ProviderError.Severity.RECOVERABLE));
    }

    @Test
    void an_error_that_nobody_listens_to_ends_nothing() { // hazard 6
        VirtualLoop loop = new VirtualLoop();
        ScriptedTransportFactory lines = new ScriptedTransportFactory();
        RealtimeSession session =
                unheard(loop, lines, SessionOptions.builder().agent(Call.agent()));
        lines.last().emit(complaint());
        lines.last().emit(new TransportEvent.Rejected("odd", "an item out of schema"));
        loop.run();
        assertEquals(SessionState.CONNECTED, session.state());
        lines.last().play(new ScriptedTurns().textAnswer("still here"));
        loop.run();
        assertEquals(1, session.history().size());
    }

    @Test
    void nothing_that_is_said_or_thrown_in_a_call_is_logged() {
        List<String> logged = new ArrayList<>();
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord record) {
                        logged.add(new SimpleFormatter().formatMessage(record));
                        if (record.getThrown() != null) {
                            logged.add(record.getThrown().toString());
                        }
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        Logger root = Logger.getLogger("io.patchbay");
        Level before = root.getLevel();
        root.setLevel(Level.ALL);
        root.addHandler(handler);
        try {
            converseInSecret();
        } finally {
            root.removeHandler(handler);
            root.setLevel(before);
        }
        assertFalse(logged.isEmpty(), "errors without a listener are logged");
        assertTrue(
                logged.stream().noneMatch(line -> line.contains("secret words")), logged::toString);
    }

    private static void converseInSecret() {
        VirtualLoop loop = new VirtualLoop();
        ScriptedTransportFactory lines = new ScriptedTransportFactory();
        FunctionTool broken =
                FunctionTool.builder("broken")
                        .errors(
                                failure -> {
                                    throw new IllegalStateException("secret words");
                                })
                        .build(
                                (arguments, context) -> {
                                    throw new IllegalStateException("secret words");
                                });
        FunctionTool asks =
                FunctionTool.builder("asks")
                        .approval(ToolApproval.ALWAYS)
                        .build((arguments, context) -> "secret words");
        RealtimeSession session =
                unheard(
                        loop,
                        lines,
                        SessionOptions.builder()
                                .agent(agent(broken, asks))
                                .tools(
                                        ToolPolicy.builder()
                                                .refusals(
                                                        failure -> {
                                                            throw new IllegalStateException(
                                                                    "secret words");
                                                        })
                                                .build()));
        lines.last().emit(complaint());
        lines.last().emit(new TransportEvent.Rejected("odd", "secret words"));
        lines.last()
                .play(
                        response(
                                "r1",
                                wish("c1", "broken", "{\"a\":\"secret words\"}"),
                                wish("c2", "broken", "{\"secret words"),
                                wish("c3", "asks", "{\"a\":\"secret words\"}")));
        loop.run();
        session.reject("c3");
        loop.run();
        lines.last().play(new ScriptedTurns().spokenAnswer("secret words", 200));
        loop.run();
        session.close(io.patchbay.api.transport.CloseReason.NORMAL);
        loop.run();
    }
}
