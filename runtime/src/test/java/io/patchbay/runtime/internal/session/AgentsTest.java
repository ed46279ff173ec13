package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.AgentContext;
import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.agent.Handoff;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.Prompt;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.Voice;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.Tool;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.runtime.internal.Heart;
import io.patchbay.runtime.internal.plug.Offer;
import io.patchbay.runtime.internal.plug.PlugType;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import io.patchbay.tck.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Agents as a session resolves, changes and holds them. */
class AgentsTest {
    /** A tool that is offered under a condition. */
    private record When(String name, Predicate<AgentContext> condition) implements FunctionTool {
        @Override
        public ToolDefinition.Function definition() {
            return new ToolDefinition.Function(name, "", "{\"type\":\"object\"}");
        }

        @Override
        public boolean enabled(AgentContext context) {
            return condition.test(context);
        }

        @Override
        public CompletionStage<ToolResult> execute(String arguments, ToolContext context) {
            return CompletableFuture.completedFuture(ToolResult.of(name));
        }
    }

    private static FunctionTool tool(String name) {
        return new When(name, context -> true);
    }

    private static RealtimeAgent.Builder agent(String name) {
        return HandoffTest.agent(name);
    }

    private static List<String> tools(SessionConfig config) {
        return config.value(ConfigField.TOOLS).orElseThrow().stream()
                .map(ToolDefinition::name)
                .toList();
    }

    private static String refusal(CompletionStage<?> stage) {
        CompletionException refused =
                assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join());
        return String.valueOf(refused.getMessage());
    }

    private static ToolSource source(String name, FunctionTool... tools) {
        return new ToolSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Tools create(Settings settings, PlugContext context) {
                return () -> List.of((Object[]) tools);
            }
        };
    }

    @Test
    void every_clash_of_names_is_listed_with_its_kinds_before_a_line_is_made() {
        RealtimeAgent clashing =
                agent("all")
                        .tool(tool("zoom"))
                        .tool(tool("zoom"))
                        .tool(tool("transfer_to_desk"))
                        .tool(tool("fine"))
                        .handoff(agent("desk").build())
                        .handoff(agent("bar").build())
                        .handoff(agent("bar").build())
                        .build();
        String list =
                "transfer_to_bar (2 handoffs), transfer_to_desk (1 function tool, 1 handoff), zoom"
                        + " (2 function tools)";
        try (Call call = Call.opened(SessionOptions.builder().agent(clashing))) {
            String message = refusal(call.does(call.session::connect));
            assertTrue(message.contains(list), message);
            assertTrue(call.lines.created().isEmpty());
        }
        try (Call call = Call.with(agent("a").build())) {
            String message = refusal(call.does(() -> call.session.updateAgent(clashing)));
            assertTrue(message.contains(list), message);
            call.line().assertComplete();
            assertEquals("a", HandoffTest.speaker(call));
        }
    }

    @Test
    void a_handoff_whose_name_no_tool_can_have_is_refused_with_the_remedy() {
        RealtimeAgent longName = agent("x".repeat(60)).build();
        try (Call call =
                Call.opened(SessionOptions.builder().agent(agent("a").handoff(longName).build()))) {
            String message = refusal(call.does(call.session::connect));
            assertTrue(message.contains("withToolName"), message);
        }
    }

    @Test
    void what_is_not_enabled_is_neither_offered_nor_in_the_way() {
        List<String> asked = new ArrayList<>();
        RealtimeAgent agent =
                agent("a")
                        .tool(new When("same", context -> false))
                        .tool(
                                new When(
                                        "same",
                                        context ->
                                                asked.add(
                                                        context.agent().name()
                                                                + context.context(String.class)
                                                                        .orElse(""))))
                        .handoff(Handoff.to(agent("b").build()).withEnabled(context -> false))
                        .build();
        try (Call call = Call.with(SessionOptions.builder().agent(agent).context("app"))) {
            assertEquals(List.of("same"), tools(call.opening()));
            assertEquals(List.of("aapp"), asked);
        }
    }

    @Test
    void a_model_is_told_of_each_tool_whether_it_need_wait() {
        FunctionTool slow =
                FunctionTool.builder("slow")
                        .description("Takes its time.")
                        .background(true)
                        .build((arguments, context) -> "done");
        FunctionTool mute =
                new FunctionTool() {
                    @Override
                    public ToolDefinition.Function definition() {
                        return new ToolDefinition.Function("mute", "", "{}", true);
                    }

                    @Override
                    public boolean background() {
                        throw new IllegalStateException("not known");
                    }

                    @Override
                    public CompletionStage<ToolResult> execute(String arguments, ToolContext with) {
                        return CompletableFuture.completedFuture(ToolResult.of("done"));
                    }
                };
        RealtimeAgent all =
                agent("all")
                        .tool(slow)
                        .tool(tool("quick"))
                        .tool(mute)
                        .tools(new Annotated())
                        .build();
        try (Call call = Call.with(all)) {
            Map<String, Boolean> told = new TreeMap<>();
            for (ToolDefinition each : call.opening().value(ConfigField.TOOLS).orElseThrow()) {
                told.put(each.name(), ((ToolDefinition.Function) each).background());
            }
            assertEquals(
                    Map.of("slow", true, "quick", false, "mute", false, "annotated", true), told);
        }
    }

    /** A tool by annotation. */
    public static final class Annotated {
        @Tool(value = "Takes its time.", background = true)
        public String annotated() {
            return "done";
        }
    }

    @Test
    void what_cannot_say_whether_it_is_enabled_is_left_out_and_reported() {
        RealtimeAgent agent =
                agent("a")
                        .tool(
                                new When(
                                        "broken",
                                        context -> {
                                            throw new IllegalStateException();
                                        }))
                        .tool(tool("fine"))
                        .build();
        try (Call call = Call.with(agent)) {
            assertEquals(List.of("fine"), tools(call.opening()));
            assertTrue(call.only(SessionEvent.Error.class).message().contains("'broken'"));
        }
    }

    @Test
    void an_error_of_what_is_asked_whether_it_is_enabled_fails_no_connect() {
        RealtimeAgent agent =
                agent("a")
                        .tool(
                                new When(
                                        "broken",
                                        context -> {
                                            throw new AssertionError("a test's own");
                                        }))
                        .tool(tool("fine"))
                        .build();
        try (Call call = Call.with(agent)) {
            assertEquals(List.of("fine"), tools(call.opening()));
            assertTrue(call.only(SessionEvent.Error.class).message().contains("'broken'"));
        }
    }

    @Test
    void an_agent_that_is_asked_again_tells_the_line_only_what_differs() {
        List<String> mood = new ArrayList<>(List.of("calm"));
        RealtimeAgent agent =
                RealtimeAgent.builder("a")
                        .instructions(
                                context -> CompletableFuture.completedFuture("Be " + mood.get(0)))
                        .tool(tool("fine"))
                        .build();
        try (Call call = Call.with(agent)) {
            call.does(call.session::refreshAgent).toCompletableFuture().join();
            call.line().assertComplete();
            mood.set(0, "quick");
            call.does(call.session::refreshAgent).toCompletableFuture().join();
            Command.UpdateSession update = call.line().expect(Command.UpdateSession.class);
            assertEquals(Set.of(ConfigField.INSTRUCTIONS), update.change().fields());
            assertTrue(call.events(SessionEvent.AgentHandoff.class).isEmpty());
        }
    }

    @Test
    void a_session_without_an_agent_has_nothing_to_ask_again() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            call.does(call.session::refreshAgent).toCompletableFuture().join();
            call.line().assertComplete();
        }
    }

    @Test
    void a_stored_prompt_is_a_function_of_the_moment_and_goes_with_its_agent() {
        RealtimeAgent prompted =
                agent("a")
                        .prompt(
                                context ->
                                        CompletableFuture.completedFuture(
                                                new Prompt(
                                                        "pmpt_" + context.agent().name(),
                                                        null,
                                                        Map.of())))
                        .build();
        try (Call call = Call.with(prompted)) {
            assertTrue(
                    Call.has(
                            call.opening(),
                            ConfigField.PROMPT,
                            new Prompt("pmpt_a", null, Map.of())));
            call.does(() -> call.session.updateAgent(agent("b").build()));
            Command.UpdateSession update = call.line().expect(Command.UpdateSession.class);
            assertEquals(new ConfigValue.Cleared<>(), update.change().get(ConfigField.PROMPT));
        }
    }

    @Test
    void the_sessions_voice_wins_over_every_agents() {
        SessionConfig voice = SessionConfig.builder().voice("session").build();
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .agent(agent("a").voice("agents").build())
                                .config(voice))) {
            assertTrue(Call.has(call.opening(), ConfigField.VOICE, Voice.of("session")));
            call.does(() -> call.session.updateAgent(agent("b").voice("other").build()));
            Command.UpdateSession update = call.line().expect(Command.UpdateSession.class);
            assertEquals(Set.of(ConfigField.INSTRUCTIONS), update.change().fields());
        }
    }

    @Test
    void an_update_is_told_to_the_line_before_anybody_hears_of_it() {
        try (Call call = Call.with(agent("a").build())) {
            List<Integer> sent = new ArrayList<>();
            call.session.listenInline(
                    new io.patchbay.api.session.SessionListener() {
                        @Override
                        public void onEvent(SessionEvent event) {
                            if (event instanceof SessionEvent.AgentHandoff) {
                                sent.add(call.line().commands(Command.UpdateSession.class).size());
                            }
                        }
                    });
            CompletionStage<Void> done = call.session.updateAgent(agent("b").build());
            call.run();
            done.toCompletableFuture().join();
            assertEquals(List.of(1), sent);
        }
    }

    @Test
    void the_first_agent_of_a_session_replaces_nobody() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            call.does(() -> call.session.updateAgent(agent("a").build()));
            SessionEvent.AgentHandoff first = call.only(SessionEvent.AgentHandoff.class);
            assertNull(first.from());
            assertEquals("a", first.to());
        }
    }

    @Test
    void an_answer_after_the_end_changes_nothing() {
        CompletableFuture<String> slow = new CompletableFuture<>();
        RealtimeAgent late = RealtimeAgent.builder("late").instructions(context -> slow).build();
        try (Call call = Call.with(agent("a").build())) {
            CompletionStage<Void> done = call.does(() -> call.session.updateAgent(late));
            call.does(() -> call.session.close(CloseReason.NORMAL));
            slow.complete("too late");
            call.run();
            assertTrue(refusal(done).contains("came first"));
            assertTrue(call.events(SessionEvent.AgentHandoff.class).isEmpty());
            assertEquals("a", HandoffTest.speaker(call));
        }
    }

    @Test
    void an_update_whose_line_is_lost_before_it_was_told_fails() {
        try (Call call = Call.with(HandoffTest.parking().agent(agent("a").build()))) {
            call.line().confirmUpdates(false);
            CompletionStage<Void> done =
                    call.does(() -> call.session.updateAgent(agent("b").build()));
            call.line().disconnect(HandoffTest.GONE);
            call.run();
            assertTrue(refusal(done).contains("lost"));
            assertEquals("a", HandoffTest.speaker(call));
        }
    }

    @Test
    void a_handoff_of_an_earlier_line_is_not_applied_to_a_later_one() {
        CompletableFuture<Void> slow = new CompletableFuture<>();
        RealtimeAgent greeter =
                agent("greeter")
                        .handoff(
                                Handoff.to(agent("b").build())
                                        .withOnHandoff((input, context) -> slow))
                        .build();
        try (Call call = Call.with(HandoffTest.parking().agent(greeter))) {
            call.hears(HandoffTest.calls("r1", HandoffTest.call("c1", "transfer_to_b", "{}")));
            call.line().disconnect(HandoffTest.GONE);
            call.run();
            call.lines.prepare(line -> line.acknowledgeItems(true));
            call.connect();
            slow.complete(null);
            call.run();
            assertEquals("greeter", HandoffTest.speaker(call));
            assertEquals("item_c1", call.line().expect(Command.CreateItem.class).item().id());
            Item.FunctionCallOutput output =
                    (Item.FunctionCallOutput) call.line().expect(Command.CreateItem.class).item();
            assertTrue(output.output().contains("the line was lost"), output.output());
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
        }
    }

    @Test
    void a_handoff_that_the_line_tells_of_twice_runs_once() {
        List<String> ran = new ArrayList<>();
        RealtimeAgent greeter =
                agent("greeter")
                        .handoff(
                                Handoff.to(agent("b").handoff("greeter").build())
                                        .withOnHandoff(
                                                (input, context) -> {
                                                    ran.add(context.callId());
                                                    return CompletableFuture.completedFuture(null);
                                                }))
                        .build();
        try (Call call = Call.with(greeter)) {
            Item.FunctionCall transfer = HandoffTest.call("c1", "transfer_to_b", "{}");
            call.hears(HandoffTest.calls("r1", transfer));
            call.hears(HandoffTest.calls("r2", transfer));
            assertEquals(List.of("c1"), ran);
            call.only(SessionEvent.AgentHandoff.class);
            assertEquals("b", HandoffTest.speaker(call));
        }
    }

    @Test
    void an_update_while_the_line_is_made_reaches_the_line() {
        try (Call call = Call.opened(SessionOptions.builder().agent(agent("a").build()))) {
            call.lines.prepare(line -> line.openByHand(true));
            CompletionStage<Void> connected = call.does(call.session::connect);
            call.does(() -> call.session.updateAgent(agent("b").build()))
                    .toCompletableFuture()
                    .join();
            call.line().accept();
            call.run();
            connected.toCompletableFuture().join();
            assertTrue(
                    Call.has(
                            call.line().expect(Command.UpdateSession.class).change(),
                            ConfigField.INSTRUCTIONS,
                            "I am b"));
        }
    }

    @Test
    void an_agents_listener_hears_what_is_its_own_and_after_the_sessions() {
        List<String> told = new ArrayList<>();
        RealtimeAgent b =
                agent("b")
                        .listener(
                                (session, event) ->
                                        told.add("b " + event.getClass().getSimpleName()))
                        .build();
        RealtimeAgent a =
                agent("a")
                        .tool(tool("look"))
                        .handoff(b)
                        .listener(
                                (session, event) ->
                                        told.add("a " + event.getClass().getSimpleName()))
                        .build();
        try (Call call = Call.with(a)) {
            call.session.listenInline(
                    new io.patchbay.api.session.SessionListener() {
                        @Override
                        public void onEvent(SessionEvent event) {
                            if (event instanceof SessionEvent.ToolStarted) {
                                told.add("session ToolStarted");
                            }
                        }
                    });
            call.hears(
                    HandoffTest.calls(
                            "r1",
                            HandoffTest.call("c1", "look", "{}"),
                            HandoffTest.call("c2", "transfer_to_b", "{}")));
            call.hears(call.turns.textAnswer("Hello"));
            assertEquals(
                    List.of("AgentStarted", "AgentEnded", "ResponseEnded"),
                    told.stream()
                            .filter(line -> line.startsWith("b ") && !line.contains("Handoff"))
                            .map(line -> line.substring(2))
                            .toList());
            assertTrue(told.contains("b AgentHandoff"));
            assertTrue(
                    told.containsAll(
                            List.of(
                                    "a AgentStarted",
                                    "a AgentEnded",
                                    "a ToolStarted",
                                    "a ToolEnded",
                                    "a AgentHandoff")),
                    told.toString());
            assertTrue(told.indexOf("session ToolStarted") < told.indexOf("a ToolStarted"));
        }
    }

    @Test
    void all_tools_of_a_source_are_offered_and_found_in_that_source() {
        FunctionTool mine =
                FunctionTool.builder("look").build((arguments, context) -> "from the second");
        FunctionTool theirs =
                FunctionTool.builder("look").build((arguments, context) -> "from the first");
        try (Call call =
                Call.opened(
                        SessionOptions.builder().agent(agent("a").toolsOf("second").build()),
                        plugs ->
                                plugs.tools(source("first", theirs))
                                        .tools(source("second", mine, tool("more"))))) {
            call.connect();
            assertEquals(List.of("look", "more"), tools(call.opening()));
            call.hears(HandoffTest.calls("r1", HandoffTest.call("c1", "look", "{}")));
            assertEquals("from the second", ((Item.FunctionCallOutput) call.takesItem()).output());
        }
    }

    @Test
    void a_source_that_is_not_there_is_left_out_with_a_warning() {
        assertThrows(IllegalArgumentException.class, () -> agent("a").toolsOf(" "));
        try (Call call = Call.with(agent("a").toolsOf("nowhere").build())) {
            assertTrue(tools(call.opening()).isEmpty());
            assertEquals("tool-missing", call.only(SessionEvent.Warning.class).code());
        }
    }

    /** A session whose agents come and go as bundles bring them. */
    private static final class Plugged implements AutoCloseable {
        final VirtualLoop loop = new VirtualLoop();
        final Heart heart = new Heart(() -> loop, loop, Duration.ofSeconds(10), () -> {});
        final ScriptedTransportFactory lines = new ScriptedTransportFactory();
        final AgentSource source;
        final RealtimeSession session;

        Plugged(RealtimeAgent... agents) {
            source =
                    new AgentSource() {
                        @Override
                        public String name() {
                            return "house";
                        }

                        @Override
                        public Agents create(Settings settings, PlugContext context) {
                            return () -> List.of(agents);
                        }
                    };
            Offer plain = Offer.plain(Settings.EMPTY);
            heart.plugs().add(PlugType.TRANSPORT, lines, plain);
            heart.plugs().add(PlugType.PROVIDER, new ScriptedProvider(), plain);
            heart.plugs().add(PlugType.AGENT, source, plain);
            session =
                    heart.sessions()
                            .open(
                                    SessionOptions.builder()
                                            .agent(agents[0].name())
                                            .line(Call.scripted())
                                            .build());
            session.connect();
            loop.run();
        }

        long users() {
            return heart.plugs().plugs().stream()
                    .filter(plug -> plug.kind() == PlugKind.AGENT)
                    .findFirst()
                    .orElseThrow()
                    .users();
        }

        @Override
        public void close() {
            session.close(CloseReason.NORMAL);
            loop.run();
        }
    }

    @Test
    void a_named_agent_is_held_until_its_last_response_is_over() {
        try (Plugged plugged = new Plugged(agent("house").build())) {
            Turn answer = new ScriptedTurns().textAnswer("One moment.");
            plugged.lines.last().play(answer.before(TransportEvent.ResponseDone.class));
            plugged.loop.run();
            CompletionStage<Void> done = plugged.session.updateAgent(agent("guest").build());
            plugged.loop.run();
            done.toCompletableFuture().join();
            assertEquals("guest", plugged.session.agent().orElseThrow().name());
            assertEquals(1, plugged.users());
            plugged.lines.last().play(answer.from(TransportEvent.ResponseDone.class));
            plugged.loop.run();
            assertEquals(0, plugged.users());
        }
    }

    @Test
    void agents_that_hand_over_among_themselves_hold_their_bundle_once_and_let_go_at_the_end() {
        RealtimeAgent back = agent("back").handoff("house").build();
        Plugged plugged = new Plugged(agent("house").handoff(back).build(), back);
        try (plugged) {
            for (int i = 0; i < 4; i++) {
                String to = i % 2 == 0 ? "back" : "house";
                plugged.lines
                        .last()
                        .play(
                                HandoffTest.calls(
                                        "r" + i,
                                        HandoffTest.call("c" + i, "transfer_to_" + to, "{}")));
                plugged.loop.run();
                assertEquals(to, plugged.session.agent().orElseThrow().name());
                assertEquals(1, plugged.users());
            }
        }
        assertEquals(0, plugged.users());
    }

    @Test
    void a_target_that_is_gone_by_now_keeps_the_former_agent() {
        RealtimeAgent bills = agent("bills").build();
        try (Plugged plugged = new Plugged(bills)) {
            plugged.session.updateAgent(agent("guest").handoff("bills").build());
            plugged.loop.run();
            plugged.heart.plugs().remove(PlugType.AGENT, plugged.source);
            plugged.lines
                    .last()
                    .play(
                            HandoffTest.calls(
                                    "r1", HandoffTest.call("c1", "transfer_to_bills", "{}")));
            plugged.loop.run();
            assertEquals("guest", plugged.session.agent().orElseThrow().name());
            List<Command.CreateItem> outputs =
                    plugged.lines.last().commands(Command.CreateItem.class);
            assertTrue(outputs.get(0).item().toString().contains("was not done"));
            assertEquals(1, plugged.lines.last().commands(Command.CreateResponse.class).size());
        }
    }

    @Test
    void the_application_names_the_agent_that_takes_over() {
        RealtimeAgent house = agent("house").build();
        RealtimeAgent night = agent("night").build();
        try (Plugged plugged = new Plugged(house, night)) {
            CompletionStage<Void> done = plugged.session.updateAgent("night");
            plugged.loop.run();
            done.toCompletableFuture().join();
            assertEquals("night", plugged.session.agent().orElseThrow().name());
            CompletionStage<Void> missing = plugged.session.updateAgent("day");
            plugged.loop.run();
            assertTrue(refusal(missing).contains("[house, night]"), refusal(missing));
            assertFalse(plugged.session.agent().isEmpty());
        }
    }
}
