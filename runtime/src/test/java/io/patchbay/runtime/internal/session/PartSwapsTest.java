package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.Handoff;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.PlugUse;
import io.patchbay.api.plug.PlugVersion;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.GuardrailPolicy;
import io.patchbay.api.session.GuardrailPolicy.WhenLate;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolApproval;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PlugIn;
import io.patchbay.runtime.Plugged;
import io.patchbay.tck.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Tools, guardrails and agents that come and go under a session. */
class PartSwapsTest {

    private static FunctionTool time(String version) {
        return FunctionTool.builder("time")
                .description("The time, as " + version + " tells it.")
                .build((arguments, context) -> "from " + version);
    }

    private static PlugIn clock(String version, FunctionTool... tools) {
        return PlugIn.tools(Sources.tools("clock", tools)).version(version);
    }

    private static PlugIn clock(String version) {
        return clock(version, time(version));
    }

    private static RealtimeAgent.Builder guide() {
        return RealtimeAgent.builder("guide").instructions("Help.");
    }

    private static Call call(RealtimeAgent agent, PlugIn... plugs) {
        return call(SessionOptions.builder().agent(agent), plugs);
    }

    private static Call call(SessionOptions.Builder options, PlugIn... plugs) {
        Call call =
                Call.opened(
                        options,
                        builder -> {
                            for (PlugIn plug : plugs) {
                                builder.plugIn(plug);
                            }
                        });
        call.connect();
        return call;
    }

    private static Patchbay runtime(Call call) {
        return (Patchbay) call.patchbay;
    }

    private static Plugged plugIn(Call call, PlugIn plug) {
        Plugged plugged = runtime(call).plugIn(plug);
        settle(call);
        return plugged;
    }

    private static void settle(Call call) {
        call.run();
        call.advance(50);
    }

    /** Each list of tools that the model was told since the beginning. */
    private static List<List<String>> told(Call call) {
        return updates(call).stream()
                .map(change -> change.value(ConfigField.TOOLS))
                .flatMap(java.util.Optional::stream)
                .map(
                        tools ->
                                tools.stream()
                                        .map(ToolDefinition.Function.class::cast)
                                        .map(tool -> tool.name() + ": " + tool.description())
                                        .toList())
                .toList();
    }

    private static List<SessionConfig> updates(Call call) {
        return call.line().commands(Command.UpdateSession.class).stream()
                .map(Command.UpdateSession::change)
                .toList();
    }

    private static List<String> swaps(Call call) {
        return call.events(SessionEvent.Swapped.class).stream()
                .map(SessionEvent.Swapped::swap)
                .map(
                        swap ->
                                swap.kind()
                                        + " "
                                        + swap.from()
                                        + " > "
                                        + swap.to()
                                        + " "
                                        + swap.outcome())
                .toList();
    }

    private static int users(Call call, String version) {
        return runtime(call).plugs().stream()
                .filter(plug -> plug.version().equals(version))
                .mapToInt(PlugInfo::users)
                .sum();
    }

    private static String tellsTime(Call call, String callId) {
        call.hears(ToolScript.response("r_" + callId, ToolScript.wish(callId, "time", "{}")));
        return output(call);
    }

    /** What the model was told last of a call; it takes it, and answers. */
    private static String output(Call call) {
        List<Command.CreateItem> sent = call.line().commands(Command.CreateItem.class);
        Item item = sent.get(sent.size() - 1).item();
        call.hears(call.turns.accepted(item));
        answersWith(call, "So.");
        return ((Item.FunctionCallOutput) item).output();
    }

    private static void answersWith(Call call, String text) {
        call.hears(call.turns.textAnswer(text));
    }

    @Test
    void a_newer_tool_takes_over_at_once_when_nothing_goes_on() {
        try (Call call = call(guide().tool("time").build())) {
            plugIn(call, clock("1"));
            assertEquals(List.of(List.of("time: The time, as 1 tells it.")), told(call));
            plugIn(call, clock("2"));
            assertEquals(
                    List.of(
                            List.of("time: The time, as 1 tells it."),
                            List.of("time: The time, as 2 tells it.")),
                    told(call));
            assertEquals(
                    List.of("TOOL null > clock 1 RETURNED", "TOOL clock 1 > clock 2 SWAPPED"),
                    swaps(call));
            assertEquals("from 2", tellsTime(call, "c1"));
            Swap swap = call.events(SessionEvent.Swapped.class).get(1).swap();
            assertTrue(swap.took().toMillis() >= 50, "measured from the news on: " + swap.took());
            assertEquals(2, runtime(call).swaps().size());
        }
    }

    @Test
    void a_session_names_the_plugs_that_its_agent_uses_though_nobody_calls_them() {
        RealtimeAgent agent = guide().tool("time").tool("date").build();
        FunctionTool date = FunctionTool.builder("date").build((arguments, context) -> "today");
        PlugIn clock = clock("1", time("1"), date);
        try (Call call = call(SessionOptions.builder().agent("guide"), clock, team(agent))) {
            PlugUse team = new PlugUse(PlugKind.AGENT, new PlugVersion("team", "1"));
            PlugUse first = new PlugUse(PlugKind.TOOL, new PlugVersion("clock", "1"));
            assertEquals(List.of(team, first), call.session.uses());
            assertEquals(0, users(call, PlugKind.TOOL), "nobody is in it");
            plugIn(call, clock("2", time("2"), date));
            PlugUse second = new PlugUse(PlugKind.TOOL, new PlugVersion("clock", "2"));
            assertEquals(List.of(team, second), call.session.uses());
            call.session.close(CloseReason.NORMAL);
            settle(call);
            assertEquals(List.of(), call.session.uses());
        }
    }

    @Test
    void a_closed_session_uses_no_plug_though_its_agent_is_the_application_s_own() {
        RealtimeAgent agent = guide().tool("time").build();
        try (Call call = call(SessionOptions.builder().agent(agent), clock("1"))) {
            PlugUse clock = new PlugUse(PlugKind.TOOL, new PlugVersion("clock", "1"));
            assertEquals(List.of(clock), call.session.uses());
            List<List<PlugUse>> whenClosed = new ArrayList<>();
            call.session.listenInline(
                    new SessionListener() {
                        @Override
                        public void onEvent(SessionEvent event) {
                            if (event instanceof SessionEvent.StateChanged) {
                                whenClosed.add(call.session.uses());
                            }
                        }
                    });
            call.session.close(CloseReason.NORMAL);
            settle(call);
            assertEquals(List.of(List.of()), whenClosed, "before all is released");
            assertEquals(List.of(), call.session.uses());
        }
    }

    private static PlugIn team(RealtimeAgent agent) {
        return PlugIn.agents(Sources.agents("team", agent)).version("1");
    }

    private static int users(Call call, PlugKind kind) {
        return runtime(call).plugs().stream()
                .filter(plug -> plug.kind() == kind)
                .mapToInt(PlugInfo::users)
                .sum();
    }

    @Test
    void a_model_that_would_be_told_the_same_is_told_nothing() {
        FunctionTool same = FunctionTool.builder("time").build((arguments, context) -> "now");
        FunctionTool again = FunctionTool.builder("time").build((arguments, context) -> "later");
        try (Call call = call(guide().tool("time").build(), clock("1", same))) {
            plugIn(call, clock("2", again));
            assertEquals(List.of(), updates(call));
            assertEquals(List.of("TOOL clock 1 > clock 2 SWAPPED"), swaps(call));
            assertEquals("later", tellsTime(call, "c1"));
        }
    }

    @Test
    void a_change_of_what_nobody_here_uses_does_nothing() {
        try (Call call = call(guide().tool("time").build(), clock("1"))) {
            plugIn(call, PlugIn.tools(Sources.tools("other")));
            plugIn(call, PlugIn.agents(Sources.agents("team", guide().build())));
            assertEquals(List.of(), updates(call));
            assertEquals(List.of(), swaps(call));
            assertEquals(0, call.loop.timers());
        }
    }

    @Test
    void a_removed_tool_leaves_the_list_and_comes_back_when_it_returns() {
        try (Call call = call(guide().tool("time").build())) {
            Plugged clock = plugIn(call, clock("1"));
            clock.remove();
            assertEquals(
                    "There is no tool named 'time'. Available tools: none.",
                    tellsTime(call, "c1"),
                    "before the model knows");
            settle(call);
            assertEquals(List.of(), told(call).get(1));
            plugIn(call, clock("1"));
            assertEquals(1, told(call).get(2).size());
            assertEquals(
                    List.of(
                            "TOOL null > clock 1 RETURNED",
                            "TOOL clock 1 > null REMOVED",
                            "TOOL null > clock 1 RETURNED"),
                    swaps(call));
        }
    }

    @Test
    void a_tool_that_is_updated_in_place_is_one_swap() {
        try (Call call = call(guide().tool("time").build())) {
            Plugged old = plugIn(call, clock("1"));
            old.remove();
            call.run();
            call.advance(20);
            plugIn(call, clock("2"));
            assertEquals(
                    List.of("time: The time, as 2 tells it."),
                    told(call).get(told(call).size() - 1));
            assertEquals(2, told(call).size(), "never without it");
            assertEquals("TOOL clock 1 > clock 2 SWAPPED", swaps(call).get(1));
        }
    }

    @Test
    void a_hundred_changes_close_together_are_told_once() {
        try (Call call = call(guide().tool("time").build(), clock("0"))) {
            for (int i = 1; i <= 100; i++) {
                Plugged plugged = runtime(call).plugIn(clock("" + i));
                if (i < 100) {
                    plugged.remove();
                }
                call.run();
            }
            settle(call);
            assertEquals(List.of(List.of("time: The time, as 100 tells it.")), told(call));
            assertEquals(List.of("TOOL clock 0 > clock 100 SWAPPED"), swaps(call));
        }
    }

    @Test
    void a_change_during_a_response_waits_for_its_end() {
        try (Call call = call(guide().tool("time").build(), clock("1"))) {
            Turn answer = call.turns.textAnswer("One moment.");
            call.hears(answer.before(TransportEvent.ResponseDone.class));
            plugIn(call, clock("2"));
            call.advance(2_000);
            assertEquals(List.of(), told(call));
            call.hears(answer.from(TransportEvent.ResponseDone.class));
            call.advance(0);
            assertEquals(1, told(call).size());
        }
    }

    @Test
    void a_change_while_it_is_prepared_is_taken_over_after_it() {
        CompletableFuture<String> slow = new CompletableFuture<>();
        List<CompletionStage<String>> texts =
                new ArrayList<>(List.of(CompletableFuture.completedFuture("Help."), slow));
        RealtimeAgent agent =
                RealtimeAgent.builder("guide")
                        .instructions(
                                context ->
                                        texts.isEmpty()
                                                ? CompletableFuture.completedFuture("Help.")
                                                : texts.remove(0))
                        .tool("time")
                        .build();
        try (Call call = call(agent, clock("1"))) {
            plugIn(call, clock("2"));
            assertEquals(List.of(), told(call), "its instructions are waited for");
            plugIn(call, clock("3"));
            slow.complete("Help.");
            settle(call);
            settle(call);
            List<List<String>> told = told(call);
            assertEquals(List.of("time: The time, as 3 tells it."), told.get(told.size() - 1));
            assertEquals("TOOL clock 2 > clock 3 SWAPPED", swaps(call).get(1));
            assertEquals(0, call.loop.timers());
        }
    }

    @Test
    void a_call_in_flight_ends_on_the_old_version_and_the_next_runs_on_the_new_one() {
        ToolScript.Slow slow = new ToolScript.Slow();
        try (Call call = call(guide().tool("time").build())) {
            Plugged old = plugIn(call, clock("1", slow.named("time")));
            call.hears(ToolScript.response("r1", ToolScript.wish("c1", "time", "{}")));
            old.replace(clock("2"));
            settle(call);
            assertEquals(1, users(call, "1"));
            slow.result.complete(ToolResult.of("from 1"));
            call.run();
            assertEquals("from 1", output(call));
            assertTrue(old.remove().toCompletableFuture().isDone());
            settle(call);
            assertEquals("from 2", tellsTime(call, "c2"));
            assertEquals(List.of("c1=from 1", "c2=from 2"), ToolScript.outputs(call));
        }
    }

    @Test
    void a_call_that_outlasts_the_drain_time_is_cancelled_and_the_model_is_told_once() {
        ToolScript.Slow slow = new ToolScript.Slow();
        try (Call call = call(guide().tool("time").build())) {
            Plugged old = plugIn(call, clock("1", slow.named("time")));
            call.hears(ToolScript.response("r1", ToolScript.wish("c1", "time", "{}")));
            CompletionStage<Void> gone = old.remove();
            call.advance(9_999);
            assertFalse(slow.cancelled);
            assertFalse(gone.toCompletableFuture().isDone());
            call.advance(1);
            assertTrue(slow.cancelled);
            assertTrue(gone.toCompletableFuture().isDone());
            assertEquals(
                    "The tool 'time' was cancelled: it was taken out of service.", output(call));
            slow.result.complete(ToolResult.of("too late"));
            call.run();
            assertEquals(1, ToolScript.outputs(call).size());
            assertEquals(List.of(ToolOutcome.CANCELLED), ToolScript.outcomes(call));
        }
    }

    @Test
    void two_swaps_under_one_call_leave_each_version_to_those_who_use_it() {
        ToolScript.Slow first = new ToolScript.Slow();
        ToolScript.Slow second = new ToolScript.Slow();
        try (Call call = call(guide().tool("time").build())) {
            Plugged one = plugIn(call, clock("1", first.named("time")));
            call.hears(ToolScript.response("r1", ToolScript.wish("c1", "time", "{}")));
            Plugged two = one.replace(clock("2", second.named("time")));
            settle(call);
            call.hears(ToolScript.response("r2", ToolScript.wish("c2", "time", "{}")));
            two.replace(clock("3"));
            settle(call);
            assertEquals(1, users(call, "1"));
            assertEquals(1, users(call, "2"));
            second.result.complete(ToolResult.of("from 2"));
            first.result.complete(ToolResult.of("from 1"));
            call.run();
            assertEquals(List.of("c2=from 2", "c1=from 1"), ToolScript.outputs(call));
            assertEquals(
                    1,
                    runtime(call).plugs().stream().filter(p -> p.kind() == PlugKind.TOOL).count());
        }
    }

    @Test
    void an_approved_call_runs_on_the_version_of_that_moment() {
        FunctionTool asks =
                FunctionTool.builder("time")
                        .approval(ToolApproval.ALWAYS)
                        .build((arguments, context) -> "from 1");
        FunctionTool asksToo =
                FunctionTool.builder("time")
                        .approval(ToolApproval.ALWAYS)
                        .build((arguments, context) -> "from 2");
        try (Call call = call(guide().tool("time").build())) {
            Plugged old = plugIn(call, clock("1", asks));
            call.hears(ToolScript.response("r1", ToolScript.wish("c1", "time", "{}")));
            assertEquals(1, call.session.approvals().size());
            assertEquals(0, users(call, "1"), "whoever thinks holds nothing");
            old.replace(clock("2", asksToo));
            settle(call);
            call.does(() -> call.session.approve("c1"));
            assertEquals("from 2", output(call));
        }
    }

    @Test
    void a_source_that_says_it_changed_is_told_to_the_model() {
        List<Object> offered = new ArrayList<>(List.of(time("1")));
        List<PlugContext> lent = new ArrayList<>();
        ToolSource source =
                new ToolSource() {
                    @Override
                    public String name() {
                        return "clock";
                    }

                    @Override
                    public Tools create(Settings settings, PlugContext context) {
                        lent.add(context);
                        return () -> List.copyOf(offered);
                    }
                };
        try (Call call = call(guide().toolsOf("clock").build(), PlugIn.tools(source))) {
            offered.add(FunctionTool.builder("date").build((arguments, context) -> "today"));
            lent.get(0).changed();
            settle(call);
            assertEquals(List.of(List.of("time: The time, as 1 tells it.", "date: ")), told(call));
            assertEquals(List.of(), swaps(call), "it is the same plug");
        }
    }

    private static PlugIn team(String version, RealtimeAgent... agents) {
        return PlugIn.agents(Sources.agents("team", agents)).version(version);
    }

    private static RealtimeAgent guide(String version) {
        return RealtimeAgent.builder("guide").instructions("Speak as " + version + ".").build();
    }

    private static Call named(PlugIn... plugs) {
        return call(SessionOptions.builder().agent("guide"), plugs);
    }

    private static List<String> instructions(Call call) {
        return updates(call).stream()
                .map(change -> change.value(ConfigField.INSTRUCTIONS))
                .flatMap(java.util.Optional::stream)
                .toList();
    }

    @Test
    void a_newer_agent_takes_over_and_the_old_bundle_is_let_go() {
        try (Call call = named(team("1", guide("1")))) {
            plugIn(call, team("2", guide("2")));
            assertEquals(List.of("Speak as 2."), instructions(call));
            assertEquals(0, users(call, "1"));
            assertEquals(1, users(call, "2"));
            assertEquals(List.of("AGENT team 1 > team 2 SWAPPED"), swaps(call));
            assertEquals(
                    List.of(),
                    call.events(SessionEvent.AgentHandoff.class),
                    "it is the same agent");
        }
    }

    @Test
    void a_response_ends_as_the_agent_that_began_it() {
        RealtimeAgent one = RealtimeAgent.builder("guide").tool(time("1")).build();
        RealtimeAgent two = RealtimeAgent.builder("guide").tool(time("2")).build();
        try (Call call = Call.opened(SessionOptions.builder().agent("guide"))) {
            Plugged old = runtime(call).plugIn(team("1", one));
            call.connect();
            Turn turn = ToolScript.response("r1", ToolScript.wish("c1", "time", "{}"));
            call.hears(turn.before(TransportEvent.ResponseDone.class));
            CompletionStage<Void> gone = old.remove();
            plugIn(call, team("2", two));
            assertEquals(1, users(call, "1"));
            call.hears(turn.from(TransportEvent.ResponseDone.class));
            assertEquals("from 1", output(call));
            settle(call);
            assertTrue(gone.toCompletableFuture().isDone());
            answersWith(call, "So.");
            settle(call);
            assertEquals("from 2", tellsTime(call, "c2"));
        }
    }

    @Test
    void an_agent_that_nobody_offers_any_more_goes_on_without_what_is_its_bundles() {
        RealtimeAgent agent =
                RealtimeAgent.builder("guide")
                        .instructions("Speak.")
                        .voice("alto")
                        .tool(FunctionTool.builder("own").build((arguments, context) -> "mine"))
                        .tool("time")
                        .handoff(Handoff.to(RealtimeAgent.builder("part").build()))
                        .build();
        try (Call call =
                Call.opened(SessionOptions.builder().agent("guide"), b -> b.plugIn(clock("1")))) {
            Plugged only = runtime(call).plugIn(team("1", agent));
            call.connect();
            CompletionStage<Void> gone = only.remove();
            settle(call);
            assertTrue(gone.toCompletableFuture().isDone(), "an idle session holds nothing of it");
            assertEquals(List.of("time: The time, as 1 tells it."), told(call).get(0));
            assertEquals(List.of("AGENT team 1 > null REMOVED"), swaps(call));
            assertEquals("agent-missing", call.only(SessionEvent.Warning.class).code());
            assertEquals("guide", call.session.agent().orElseThrow().name());

            plugIn(call, team("2", agent));
            assertEquals(3, told(call).get(1).size());
            assertEquals("AGENT null > team 2 RETURNED", swaps(call).get(1));
        }
    }

    @Test
    void a_part_of_an_agent_that_speaks_swaps_with_the_bundle() {
        RealtimeAgent one = RealtimeAgent.builder("guide").handoff(guidePart("Part of 1.")).build();
        RealtimeAgent two = RealtimeAgent.builder("guide").handoff(guidePart("Part of 2.")).build();
        try (Call call = Call.opened(SessionOptions.builder().agent("guide"))) {
            Plugged old = runtime(call).plugIn(team("1", one));
            call.connect();
            call.hears(HandoffTest.calls("r1", HandoffTest.call("c1", "transfer_to_part", "{}")));
            assertEquals("part", call.session.agent().orElseThrow().name());
            answersWith(call, "Here I am.");
            CompletionStage<Void> gone = old.remove();
            plugIn(call, team("2", two));
            List<String> told = instructions(call);
            assertEquals("Part of 2.", told.get(told.size() - 1));
            assertTrue(gone.toCompletableFuture().isDone());
        }
    }

    private static RealtimeAgent guidePart(String text) {
        return RealtimeAgent.builder("part").instructions(text).build();
    }

    @Test
    void an_agent_whose_plug_is_cut_off_in_a_response_is_not_waited_for() {
        ToolScript.Slow slow = new ToolScript.Slow();
        RealtimeAgent one = RealtimeAgent.builder("guide").tool(slow.named("time")).build();
        try (Call call = Call.opened(SessionOptions.builder().agent("guide"))) {
            Plugged old = runtime(call).plugIn(team("1", one));
            call.connect();
            call.hears(ToolScript.response("r1", ToolScript.wish("c1", "time", "{}")));
            Turn long_ = call.turns.textAnswer("A long story.");
            call.hears(long_.before(TransportEvent.ResponseDone.class));
            CompletionStage<Void> gone = old.remove();
            call.advance(10_000);
            assertTrue(gone.toCompletableFuture().isDone());
            assertTrue(slow.cancelled, "its tool was given by the bundle");
            assertEquals(
                    List.of("c1=The tool 'time' was cancelled: it was taken out of service."),
                    ToolScript.outputs(call));
            assertEquals(List.of("AGENT team 1 > null REMOVED"), swaps(call));
        }
    }

    @Test
    void an_agent_that_cannot_be_prepared_leaves_the_old_one() {
        try (Call call = named(team("1", guide("1")))) {
            Plugged bad = plugIn(call, team("2", broken()));
            Swap swap = call.only(SessionEvent.Swapped.class).swap();
            assertEquals(Swap.Outcome.ROLLED_BACK, swap.outcome());
            assertTrue(swap.detail().contains("a test's own failure"), swap.detail());
            assertEquals(1, users(call, "1"));
            assertEquals(0, users(call, "2"));
            call.advance(10_000);
            assertEquals(1, call.events(SessionEvent.Swapped.class).size(), "tried once");
            bad.remove();
            plugIn(call, team("3", guide("3")));
            assertEquals(List.of("Speak as 3."), instructions(call));
        }
    }

    private static RealtimeAgent broken() {
        return RealtimeAgent.builder("guide")
                .instructions(
                        context -> {
                            throw new IllegalStateException("a test's own failure");
                        })
                .build();
    }

    @Test
    void an_agent_that_is_cut_off_beside_one_that_cannot_be_prepared_goes_on_without_its_bundle() {
        try (Call call = Call.opened(SessionOptions.builder().agent("guide"))) {
            Plugged old = runtime(call).plugIn(team("1", guide("1")));
            call.connect();
            Plugged bad = plugIn(call, team("2", broken()));
            CompletionStage<Void> gone = old.remove();
            call.advance(11_000);
            assertTrue(gone.toCompletableFuture().isDone());
            assertEquals(0, users(call, "1"));
            assertEquals(0, users(call, "2"));
            assertEquals(
                    List.of("AGENT team 1 > team 2 ROLLED_BACK", "AGENT team 1 > null REMOVED"),
                    swaps(call));
            assertEquals("agent-missing", call.only(SessionEvent.Warning.class).code());
            assertEquals(0, call.loop.timers());
            bad.replace(team("3", guide("3")));
            settle(call);
            assertEquals("AGENT null > team 3 RETURNED", swaps(call).get(2));
            assertEquals(List.of("Speak as 3."), instructions(call));
        }
    }

    @Test
    void an_agent_that_is_cut_off_while_its_successor_fails_goes_on_without_its_bundle() {
        CompletableFuture<String> slow = new CompletableFuture<>();
        RealtimeAgent hangs = RealtimeAgent.builder("guide").instructions(c -> slow).build();
        try (Call call = Call.opened(SessionOptions.builder().agent("guide"))) {
            Plugged old = runtime(call).plugIn(team("1", guide("1")));
            call.connect();
            old.remove();
            plugIn(call, team("2", hangs));
            call.advance(9_900);
            assertEquals(1, users(call, "1"), "it speaks until the other one is prepared");
            call.advance(100);
            slow.completeExceptionally(new IllegalStateException("a test's own failure"));
            call.run();
            settle(call);
            settle(call);
            assertEquals(0, users(call, "1"));
            assertEquals(
                    List.of("AGENT team 1 > team 2 ROLLED_BACK", "AGENT team 1 > null REMOVED"),
                    swaps(call));
        }
    }

    @Test
    void what_changes_while_the_first_agent_is_prepared_is_not_overlooked() {
        CompletableFuture<String> slow = new CompletableFuture<>();
        RealtimeAgent agent =
                RealtimeAgent.builder("guide").instructions(c -> slow).tool("time").build();
        try (Call call =
                Call.opened(SessionOptions.builder().agent(agent), b -> b.plugIn(clock("1")))) {
            CompletionStage<Void> connected = call.does(call.session::connect);
            Plugged newer = plugIn(call, clock("2"));
            slow.complete("Help.");
            call.run();
            connected.toCompletableFuture().join();
            settle(call);
            assertEquals(List.of(List.of("time: The time, as 2 tells it.")), told(call));
            assertEquals(List.of("TOOL clock 1 > clock 2 SWAPPED"), swaps(call));
            assertTrue(newer != null);
        }
    }

    @Test
    void a_handoff_goes_through_although_its_agents_are_swapped_meanwhile() {
        CompletableFuture<Void> callback = new CompletableFuture<>();
        RealtimeAgent one =
                RealtimeAgent.builder("guide")
                        .handoff(
                                Handoff.to(io.patchbay.api.plug.Reference.named("bills"))
                                        .withOnHandoff((input, context) -> callback))
                        .build();
        RealtimeAgent bills = RealtimeAgent.builder("bills").instructions("Bills 1.").build();
        RealtimeAgent newBills = RealtimeAgent.builder("bills").instructions("Bills 2.").build();
        try (Call call = named(team("1", one, bills))) {
            call.hears(HandoffTest.calls("r1", HandoffTest.call("c1", "transfer_to_bills", "{}")));
            plugIn(call, team("2", one, newBills));
            callback.complete(null);
            call.run();
            settle(call);
            call.advance(1_000);
            assertEquals("bills", call.session.agent().orElseThrow().name());
            List<String> told = instructions(call);
            assertEquals("Bills 2.", told.get(told.size() - 1));
            assertEquals(List.of("c1={\"assistant\":\"bills\"}"), ToolScript.outputs(call));
            assertEquals(0, users(call, "1"));
        }
    }

    private static PlugIn rules(String version, Judge judge) {
        return PlugIn.guardrails(Sources.guardrails("rules", judge)).version(version);
    }

    private static Call judged(GuardrailPolicy policy, PlugIn... plugs) {
        return call(
                SessionOptions.builder()
                        .agent(guide().outputGuardrail("no-bad").build())
                        .config(
                                SessionConfig.builder()
                                        .outputModality(io.patchbay.api.session.Modality.TEXT)
                                        .build())
                        .guardrails(policy),
                plugs);
    }

    @Test
    void the_next_check_is_the_new_guardrails_and_the_one_in_flight_the_old_ones() {
        Judge old = Judge.byHand("bad");
        Judge next = Judge.against("bad");
        try (Call call = judged(GuardrailPolicy.DEFAULT)) {
            Plugged plugged = plugIn(call, rules("1", old));
            answersWith(call, "all is good");
            assertEquals(1, users(call, "1"));
            CompletionStage<Void> gone = plugged.remove();
            plugIn(call, rules("2", next));
            answersWith(call, "all is well");
            assertEquals(List.of("all is well"), next.texts);
            assertFalse(gone.toCompletableFuture().isDone());
            old.judges();
            call.run();
            assertTrue(gone.toCompletableFuture().isDone());
            assertEquals(List.of(), call.events(SessionEvent.GuardrailTripped.class));
            assertEquals(
                    List.of(
                            "GUARDRAIL null > rules 1 RETURNED",
                            "GUARDRAIL rules 1 > rules 2 SWAPPED"),
                    swaps(call));
        }
    }

    @Test
    void a_guardrail_that_is_cut_off_in_a_check_counts_as_the_policy_says() {
        for (WhenLate when : WhenLate.values()) {
            Judge old = Judge.byHand("bad");
            GuardrailPolicy policy =
                    GuardrailPolicy.builder()
                            .whenLate(when)
                            .verdictTimeout(java.time.Duration.ofSeconds(60))
                            .build();
            try (Call call = judged(policy)) {
                Plugged plugged = plugIn(call, rules("1", old));
                answersWith(call, "all is good");
                CompletionStage<Void> gone = plugged.remove();
                call.advance(10_000);
                assertTrue(gone.toCompletableFuture().isDone());
                boolean closed = when == WhenLate.TRIP;
                assertEquals(
                        closed ? 1 : 0,
                        call.events(SessionEvent.GuardrailTripped.class).size(),
                        when.name());
                old.judges();
                call.run();
                assertEquals(
                        closed ? 1 : 0, call.events(SessionEvent.GuardrailTripped.class).size());
            }
        }
    }

    @Test
    void a_share_of_the_sessions_tries_a_tool_and_goes_back_when_it_is_removed() {
        try (Call call = call(guide().tool("time").build(), clock("1"))) {
            Plugged trial = plugIn(call, clock("2").share(0.99));
            assertEquals(List.of(), told(call), "a live session does not move");
            trial.share(1);
            settle(call);
            assertEquals(List.of("TOOL clock 1 > clock 2 SWAPPED"), swaps(call));
            trial.remove();
            settle(call);
            assertEquals("TOOL clock 2 > clock 1 SWAPPED", swaps(call).get(1));
            assertEquals("from 1", tellsTime(call, "c1"));
        }
    }
}
