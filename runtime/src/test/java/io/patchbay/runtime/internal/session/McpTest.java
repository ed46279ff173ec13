package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Consent;
import io.patchbay.api.session.PendingApproval;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ToolApprovalDecided.Decision;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.ToolPolicy;
import io.patchbay.api.tool.HostedMcpTool;
import io.patchbay.api.tool.McpTool;
import io.patchbay.api.tool.McpToolFilter;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools of MCP servers that the provider calls. */
class McpTest {
    private static final URI DOCS = URI.create("https://docs.example/mcp");

    private static HostedMcpTool docs() {
        return HostedMcpTool.server("docs", DOCS).build();
    }

    private static RealtimeAgent agent(HostedMcpTool... servers) {
        RealtimeAgent.Builder agent = HandoffTest.agent("reader");
        for (HostedMcpTool server : servers) {
            agent.tool(server);
        }
        return agent.build();
    }

    private static void lists(Call call, String server, String toolsJson) {
        call.hears(
                new TransportEvent.ItemDone(
                        new Item.McpListTools("mcpl_" + server, server, toolsJson), Placement.END));
    }

    private static String named(String... names) {
        List<String> tools = new ArrayList<>();
        for (String name : names) {
            tools.add("{\"name\":\"" + name + "\",\"input_schema\":{\"type\":\"object\"}}");
        }
        return tools.toString();
    }

    private static List<String> usable(Call call) {
        return call.session.mcpTools().stream().map(McpTool::name).toList();
    }

    private static Item.McpCall result(String id) {
        return new Item.McpCall(
                id, "docs", "search", "{}", "found", null, null, ItemStatus.COMPLETED);
    }

    private static TransportEvent done(Item item) {
        return new TransportEvent.ItemDone(item, Placement.END);
    }

    private static TransportEvent started(String id) {
        return new TransportEvent.ResponseStarted(response(id, Response.Status.IN_PROGRESS));
    }

    private static TransportEvent ended(String id, Response.Status status) {
        return new TransportEvent.ResponseDone(response(id, status));
    }

    private static Response response(String id, Response.Status status) {
        return new Response(id, status, null, null, List.of(), false, Map.of(), null);
    }

    private static Item.McpApprovalRequest request(String id) {
        return new Item.McpApprovalRequest(id, "docs", "search", "{\"q\":1}");
    }

    private static PendingApproval asks(Call call, String id) {
        call.hears(started("r" + id));
        call.hears(done(request(id)));
        call.hears(ended("r" + id, Response.Status.COMPLETED));
        return call.session.approvals().get(call.session.approvals().size() - 1);
    }

    private static Item.McpApprovalResponse answer(Call call) {
        Command.CreateItem create = call.line().expect(Command.CreateItem.class);
        return (Item.McpApprovalResponse) create.item();
    }

    @Test
    void the_agents_servers_reach_the_line_in_full() {
        HostedMcpTool drive =
                HostedMcpTool.connector("drive", "connector_googledrive")
                        .description("Files")
                        .allowedTools("read")
                        .build();
        try (Call call = Call.with(agent(docs(), drive))) {
            assertEquals(
                    List.of(docs(), drive), call.opening().value(ConfigField.TOOLS).orElseThrow());
        }
    }

    @Test
    void two_servers_with_one_label_are_refused_before_a_line_is_made() {
        try (Call call = Call.opened(SessionOptions.builder().agent(agent(docs(), docs())))) {
            CompletionStage<Void> connect = call.does(call.session::connect);
            CompletionException refused =
                    assertThrows(
                            CompletionException.class, () -> connect.toCompletableFuture().join());
            assertTrue(
                    String.valueOf(refused.getMessage()).contains("docs (2 MCP servers)"),
                    refused.getMessage());
            assertTrue(call.lines.created().isEmpty());
        }
    }

    @Test
    void lists_without_descriptions_are_kept() {
        try (Call call = Call.with(agent(docs()))) {
            lists(call, "docs", "[{\"name\":\"search\",\"description\":null}]");
            McpTool search = call.session.mcpTools().get(0);
            assertEquals("search", search.name());
            assertNull(search.description());
            assertEquals(List.of("search"), call.only(SessionEvent.McpToolsChanged.class).names());
        }
    }

    @Test
    void only_what_the_agent_is_allowed_is_usable_and_the_first_server_wins_a_name() {
        HostedMcpTool some =
                HostedMcpTool.server("docs", DOCS).allowedTools("search", "open").build();
        HostedMcpTool reading =
                HostedMcpTool.server("wiki", URI.create("https://wiki.example/mcp"))
                        .allowedTools(McpToolFilter.readOnly(true))
                        .build();
        try (Call call = Call.with(agent(some, reading))) {
            lists(
                    call,
                    "wiki",
                    "[{\"name\":\"search\",\"annotations\":{\"readOnlyHint\":true}},"
                            + "{\"name\":\"page\",\"annotations\":{\"readOnlyHint\":true}},"
                            + "{\"name\":\"edit\"}]");
            lists(call, "docs", named("search", "open", "delete"));
            lists(call, "strange", named("other"));
            assertEquals(List.of("search", "open", "page"), usable(call));
            assertEquals("docs", call.session.mcpTools().get(0).serverLabel());
        }
    }

    @Test
    void a_change_is_told_only_when_the_names_are_others() {
        try (Call call = Call.with(agent(docs()))) {
            lists(call, "docs", named("a", "b"));
            lists(call, "docs", named("b", "a"));
            assertEquals(1, call.events(SessionEvent.McpToolsChanged.class).size());
            lists(call, "docs", named("a"));
            assertEquals(2, call.events(SessionEvent.McpToolsChanged.class).size());
            call.does(() -> call.session.updateAgent(HandoffTest.agent("bare").build()));
            assertEquals(3, call.events(SessionEvent.McpToolsChanged.class).size());
            assertTrue(usable(call).isEmpty());
        }
    }

    @Test
    void what_is_under_way_is_retrieved_and_an_early_answer_takes_nothing_away() {
        try (Call call = Call.with(agent(docs()))) {
            call.hears(
                    new TransportEvent.McpListProgress(
                            "mcpl_docs", TransportEvent.Progress.IN_PROGRESS));
            assertEquals("mcpl_docs", call.line().expect(Command.RetrieveItem.class).itemId());
            lists(call, "docs", named("a"));
            call.hears(
                    new TransportEvent.ItemRetrieved(
                            new Item.McpListTools("mcpl_docs", "docs", "[]")));
            assertEquals(List.of("a"), usable(call));
            call.hears(
                    new TransportEvent.McpCallProgress(
                            "mcp_1", TransportEvent.Progress.IN_PROGRESS));
            assertEquals("mcp_1", call.line().expect(Command.RetrieveItem.class).itemId());
        }
    }

    @Test
    void lists_outlive_the_line() {
        try (Call call = Call.with(HandoffTest.parking().agent(agent(docs())))) {
            lists(call, "docs", named("a"));
            call.line().disconnect(HandoffTest.GONE);
            call.run();
            call.connect();
            assertEquals(List.of("a"), usable(call));
            call.only(SessionEvent.McpToolsChanged.class);
        }
    }

    @Test
    void a_finished_call_is_told_once_and_answered_when_its_response_is_over() {
        try (Call call = Call.with(agent(docs()))) {
            call.hears(started("r1"));
            call.hears(done(result("mcp_1")));
            call.hears(done(result("mcp_1")));
            call.hears(done(result("mcp_2")));
            call.line().assertComplete();
            call.hears(ended("r1", Response.Status.COMPLETED));
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
            assertEquals(2, call.events(SessionEvent.McpCallCompleted.class).size());
        }
    }

    @Test
    void a_call_outside_of_any_response_is_answered_at_once() {
        try (Call call = Call.with(agent(docs()))) {
            call.hears(done(result("mcp_1")));
            call.line().expect(Command.CreateResponse.class);
        }
    }

    @Test
    void a_call_of_a_response_that_was_cut_is_not_answered() {
        try (Call call = Call.with(agent(docs()))) {
            call.hears(started("r1"));
            call.hears(done(result("mcp_1")));
            call.hears(ended("r1", Response.Status.CANCELLED));
            call.line().assertComplete();
        }
    }

    @Test
    void calls_are_left_unanswered_when_the_session_says_so() {
        SessionOptions.Builder silent =
                SessionOptions.builder()
                        .agent(agent(docs()))
                        .tools(ToolPolicy.builder().answerMcpCalls(false).build());
        try (Call call = Call.with(silent)) {
            call.hears(started("r1"));
            call.hears(done(result("mcp_1")));
            call.hears(ended("r1", Response.Status.COMPLETED));
            call.line().assertComplete();
            call.only(SessionEvent.McpCallCompleted.class);
        }
    }

    @Test
    void the_provider_asks_and_somebody_approves() {
        try (Call call = Call.with(agent(docs()))) {
            PendingApproval asked = asks(call, "mcpr_1");
            assertEquals(
                    new PendingApproval(
                            PendingApproval.Kind.MCP,
                            "reader",
                            "search",
                            "mcpr_1",
                            "{\"q\":1}",
                            "docs"),
                    asked);
            assertEquals(asked, call.only(SessionEvent.ToolApprovalRequested.class).approval());
            call.line().assertComplete();
            call.does(() -> call.session.decide(asked, Consent.APPROVE));
            Command.CreateItem create = call.line().expect(Command.CreateItem.class);
            assertEquals(Placement.after("mcpr_1"), create.placement());
            Item.McpApprovalResponse answer = (Item.McpApprovalResponse) create.item();
            assertTrue(answer.approve());
            assertNull(answer.reason());
            // the server goes on by itself
            call.line().assertComplete();
            assertEquals(
                    Decision.APPROVED,
                    call.only(SessionEvent.ToolApprovalDecided.class).decision());
        }
    }

    @Test
    void a_refusal_takes_its_reason_along_and_none_when_there_is_none() {
        try (Call call = Call.with(agent(docs()))) {
            asks(call, "mcpr_1");
            call.does(() -> call.session.reject("mcpr_1", "not today"));
            assertEquals("not today", answer(call).reason());
            asks(call, "mcpr_2");
            call.does(() -> call.session.reject("mcpr_2"));
            Item.McpApprovalResponse plain = answer(call);
            assertFalse(plain.approve());
            assertNull(plain.reason());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_word_for_always_holds_for_the_one_call_with_a_warning(boolean granted) {
        try (Call call = Call.with(agent(docs()))) {
            asks(call, "mcpr_1");
            Consent always = (granted ? Consent.APPROVE : Consent.REJECT).forAlways();
            call.does(() -> call.session.decide("mcpr_1", always));
            assertEquals(granted, answer(call).approve());
            assertEquals("approval-always-mcp", call.only(SessionEvent.Warning.class).code());
            asks(call, "mcpr_2");
            assertEquals(1, call.session.approvals().size());
        }
    }

    @Test
    void the_first_decision_counts_and_the_second_learns_of_it() {
        try (Call call = Call.with(agent(docs()))) {
            asks(call, "mcpr_1");
            call.does(() -> call.session.approve("mcpr_1"));
            answer(call);
            Consent.Result second =
                    call.does(() -> call.session.reject("mcpr_1")).toCompletableFuture().join();
            assertEquals(new Consent.Result(false, Decision.APPROVED), second);
            call.line().assertComplete();
        }
    }

    @Test
    void what_was_shown_is_what_is_decided_on() {
        try (Call call = Call.with(agent(docs()))) {
            PendingApproval asked = asks(call, "mcpr_1");
            PendingApproval other =
                    new PendingApproval(
                            asked.kind(),
                            asked.agent(),
                            asked.tool(),
                            asked.callId(),
                            "{\"q\":2}",
                            asked.serverLabel());
            CompletionStage<Consent.Result> refused =
                    call.does(() -> call.session.decide(other, Consent.APPROVE));
            assertThrows(CompletionException.class, () -> refused.toCompletableFuture().join());
            call.line().assertComplete();

            // rebuilt from what somebody stored, it counts
            PendingApproval rebuilt =
                    new PendingApproval(
                            PendingApproval.Kind.MCP,
                            "reader",
                            "search",
                            "mcpr_1",
                            "{ \"q\": 1 }",
                            "docs");
            call.does(() -> call.session.decide(rebuilt, Consent.APPROVE));
            assertTrue(answer(call).approve());
        }
    }

    @Test
    void an_id_that_comes_again_is_ignored_when_it_is_the_same_and_an_error_when_not() {
        try (Call call = Call.with(agent(docs()))) {
            asks(call, "mcpr_1");
            call.hears(done(request("mcpr_1")));
            call.only(SessionEvent.ToolApprovalRequested.class);
            assertTrue(call.events(SessionEvent.Error.class).isEmpty());
            call.hears(done(new Item.McpApprovalRequest("mcpr_1", "docs", "delete", "{\"q\":1}")));
            call.only(SessionEvent.ToolApprovalRequested.class);
            call.only(SessionEvent.Error.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_decision_that_could_not_be_sent_may_be_made_again(boolean granted) {
        Consent consent = granted ? Consent.APPROVE : Consent.REJECT;
        try (Call call = Call.with(agent(docs()))) {
            asks(call, "mcpr_1");
            call.line().failNext(Command.CreateItem.class, new IllegalStateException("full"));
            CompletionStage<Consent.Result> failed =
                    call.does(() -> call.session.decide("mcpr_1", consent));
            assertTrue(failed.toCompletableFuture().isCompletedExceptionally());
            call.line().expect(Command.CreateItem.class);
            assertEquals(1, call.session.approvals().size());
            call.does(() -> call.session.decide("mcpr_1", consent));
            assertEquals(granted, answer(call).approve());
            assertTrue(call.session.approvals().isEmpty());
        }
    }

    @Test
    void a_decision_from_within_the_listener_is_sent_once() {
        try (Call call = Call.with(agent(docs()))) {
            call.session.listenInline(
                    new SessionListener() {
                        @Override
                        public void onEvent(SessionEvent event) {
                            if (event instanceof SessionEvent.ToolApprovalRequested
                                    || event instanceof SessionEvent.ToolApprovalDecided) {
                                call.session.approve("mcpr_1");
                            }
                        }
                    });
            call.hears(done(request("mcpr_1")));
            assertTrue(answer(call).approve());
            call.line().assertComplete();
        }
    }

    @Test
    void a_question_that_nobody_answers_is_refused_in_the_end() {
        try (Call call = Call.with(agent(docs()))) {
            asks(call, "mcpr_1");
            call.advance(ToolPolicy.DEFAULT.approvalExpiry().toMillis());
            Item.McpApprovalResponse answer = answer(call);
            assertFalse(answer.approve());
            assertEquals("nobody decided in time", answer.reason());
        }
    }

    @Test
    void a_question_dies_with_its_line() {
        try (Call call = Call.with(HandoffTest.parking().agent(agent(docs())))) {
            asks(call, "mcpr_1");
            call.line().disconnect(HandoffTest.GONE);
            call.run();
            assertEquals(
                    Decision.WITHDRAWN,
                    call.only(SessionEvent.ToolApprovalDecided.class).decision());
            call.connect();
            Consent.Result late =
                    call.does(() -> call.session.approve("mcpr_1")).toCompletableFuture().join();
            assertFalse(late.counted());
            call.line().assertComplete();
        }
    }
}
