package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.Handoff;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.HostedMcpTool;
import io.patchbay.api.tool.McpApproval;
import io.patchbay.api.tool.McpToolFilter;
import io.patchbay.emulator.Emulator;
import io.patchbay.runtime.Patchbay;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The code of {@code docs/agents-and-handoffs.md}, compiled, compared with the page, and run over a
 * real socket.
 */
class AgentsGuideTest {

    private static final Path ROOT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());
    private static final Pattern SOURCE =
            Pattern.compile("// begin (\\S+)\\n(.*?)// end", Pattern.DOTALL);
    private static final Pattern PAGE =
            Pattern.compile("<!-- (\\S+) -->\\n```java\\n(.*?)```", Pattern.DOTALL);

    @SuppressWarnings("NullAway.Init")
    private static Emulator emulator;

    @BeforeAll
    static void serve() throws IOException {
        emulator = Emulator.builder().pace(0).start();
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    private static RealtimeAgent desk() {
        // begin agents
        RealtimeAgent billing =
                RealtimeAgent.builder("billing")
                        .instructions("You know all bills. Be exact.")
                        .handoffDescription("Answers questions about bills.")
                        .handoff("desk") // by name, for the way back
                        .build();
        RealtimeAgent desk =
                RealtimeAgent.builder("desk")
                        .instructions("You greet callers and find out what they want.")
                        .handoff(billing)
                        .build();
        // end
        return desk;
    }

    private static RealtimeAgent careful(Tickets tickets) {
        RealtimeAgent billing = RealtimeAgent.builder("billing").build();
        // begin handoff
        RealtimeAgent desk =
                RealtimeAgent.builder("desk")
                        .handoff(
                                Handoff.to(billing)
                                        .withToolName("ask_billing")
                                        .withInput(
                                                """
                                                {"type":"object",
                                                 "properties":{"topic":{"type":"string"}},
                                                 "required":["topic"]}
                                                """,
                                                (input, context) -> tickets.open(input))
                                        .withEnabled(context -> tickets.staffed()))
                        .build();
        // end
        return desk;
    }

    /** What the guide's handoff leads to. */
    private interface Tickets {
        CompletableFuture<?> open(String input);

        boolean staffed();
    }

    private static RealtimeAgent moody(FunctionTool refund) {
        // begin moment
        RealtimeAgent desk =
                RealtimeAgent.builder("desk")
                        .instructions(
                                context ->
                                        CompletableFuture.completedFuture(
                                                "Greet "
                                                        + context.context(String.class)
                                                                .orElse("the caller")
                                                        + "."))
                        .tool(refund)
                        .listener((session, event) -> System.out.println(session + ": " + event))
                        .build();
        // end
        return desk;
    }

    private static RealtimeAgent reader() {
        // begin mcp
        RealtimeAgent reader =
                RealtimeAgent.builder("reader")
                        .tool(
                                HostedMcpTool.server("docs", URI.create("https://docs.example/mcp"))
                                        .description("The manuals")
                                        .allowedTools("search", "erase")
                                        .requireApproval(
                                                new McpApproval.ByTool(
                                                        McpToolFilter.named("erase"),
                                                        McpToolFilter.named("search")))
                                        .build())
                        .build();
        // end
        return reader;
    }

    private static void ask(RealtimeSession session) {
        // begin consent
        session.on(
                SessionEvent.ToolApprovalRequested.class,
                asked -> {
                    if (asked.approval().tool().equals("erase")) {
                        session.reject(asked.approval().callId(), "nothing is erased today");
                    }
                });
        // end
    }

    private static SessionOptions options(RealtimeAgent agent) {
        return SessionOptions.builder()
                .agent(agent)
                .context("Ann")
                .line(
                        LineChoice.builder()
                                .url(URI.create(emulator.webSocketUri() + "?model=gpt-realtime"))
                                .key("anything")
                                .build())
                .config(SessionConfig.builder().outputModality(Modality.TEXT).build())
                .build();
    }

    private static <T> T soon(BlockingQueue<T> queue) throws InterruptedException {
        @Nullable T next = queue.poll(60, TimeUnit.SECONDS);
        assertNotNull(next);
        return next;
    }

    @Test
    void every_block_of_the_page_is_compiled_here() throws IOException {
        Map<String, String> here = new LinkedHashMap<>();
        Matcher found =
                SOURCE.matcher(
                        Files.readString(
                                ROOT.resolve(
                                        "launcher/src/test/java/io/patchbay/launcher/AgentsGuideTest.java")));
        while (found.find()) {
            here.put(found.group(1), found.group(2).replaceAll("\\s+", ""));
        }
        Map<String, String> page = new LinkedHashMap<>();
        found = PAGE.matcher(Files.readString(ROOT.resolve("docs/agents-and-handoffs.md")));
        while (found.find()) {
            page.put(found.group(1), found.group(2).replaceAll("\\s+", ""));
        }
        assertEquals(here, page);
        assertFalse(page.isEmpty());
    }

    @Test
    void a_typed_wish_is_handed_over_there_and_back() throws Exception {
        BlockingQueue<SessionEvent.AgentHandoff> handoffs = new LinkedBlockingQueue<>();
        BlockingQueue<SessionEvent.AgentEnded> ended = new LinkedBlockingQueue<>();
        try (Patchbay patchbay = Patchbay.load();
                RealtimeSession session = patchbay.open(options(desk()))) {
            session.on(SessionEvent.AgentHandoff.class, handoffs::add);
            session.on(SessionEvent.AgentEnded.class, ended::add);
            session.connect().toCompletableFuture().get(60, TimeUnit.SECONDS);

            session.sendMessage("Please call transfer_to_billing");
            assertEquals("billing", soon(handoffs).to());
            assertEquals("desk", soon(ended).agent());
            // the new agent has seen what it was handed over with, and says so
            SessionEvent.AgentEnded answer = soon(ended);
            assertEquals("billing", answer.agent());
            assertTrue(answer.text().contains("billing"), answer.text());

            session.sendMessage("Now call transfer_to_desk");
            assertEquals("desk", soon(handoffs).to());
            assertEquals("billing", soon(ended).agent());
            assertEquals("desk", soon(ended).agent());
        }
    }

    @Test
    void what_the_model_tells_along_reaches_the_callback() throws Exception {
        BlockingQueue<String> inputs = new LinkedBlockingQueue<>();
        BlockingQueue<SessionEvent.AgentHandoff> handoffs = new LinkedBlockingQueue<>();
        Tickets tickets =
                new Tickets() {
                    @Override
                    public CompletableFuture<?> open(String input) {
                        inputs.add(input);
                        return CompletableFuture.completedFuture(null);
                    }

                    @Override
                    public boolean staffed() {
                        return true;
                    }
                };
        try (Patchbay patchbay = Patchbay.load();
                RealtimeSession session = patchbay.open(options(careful(tickets)))) {
            session.on(SessionEvent.AgentHandoff.class, handoffs::add);
            session.connect().toCompletableFuture().get(60, TimeUnit.SECONDS);
            session.sendMessage("ask_billing {\"topic\":\"June\"}");
            assertEquals("billing", soon(handoffs).to());
            assertEquals("{\"topic\":\"June\"}", soon(inputs));
        }
    }

    @Test
    void instructions_see_the_applications_object() throws Exception {
        FunctionTool refund =
                FunctionTool.builder("refund").build((arguments, context) -> "refunded");
        try (Patchbay patchbay = Patchbay.load();
                RealtimeSession session = patchbay.open(options(moody(refund)))) {
            session.connect().toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertTrue(
                    session.config()
                            .value(io.patchbay.api.session.ConfigField.INSTRUCTIONS)
                            .orElseThrow()
                            .contains("Greet Ann."));
        }
    }

    @Test
    void hosted_mcp_tools_are_listed_called_and_asked_about() throws Exception {
        BlockingQueue<List<String>> listed = new LinkedBlockingQueue<>();
        BlockingQueue<SessionEvent.McpCallCompleted> calls = new LinkedBlockingQueue<>();
        BlockingQueue<SessionEvent.ToolApprovalDecided> decided = new LinkedBlockingQueue<>();
        BlockingQueue<SessionEvent.AgentEnded> ended = new LinkedBlockingQueue<>();
        try (Patchbay patchbay = Patchbay.load();
                RealtimeSession session = patchbay.open(options(reader()))) {
            session.on(SessionEvent.McpToolsChanged.class, change -> listed.add(change.names()));
            session.on(SessionEvent.McpCallCompleted.class, calls::add);
            session.on(SessionEvent.ToolApprovalDecided.class, decided::add);
            session.on(SessionEvent.AgentEnded.class, ended::add);
            ask(session);
            session.connect().toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertEquals(List.of("search", "erase"), soon(listed));

            // the server may search by itself; the model answers what it came to
            session.sendMessage("search {\"for\":\"keys\"}");
            assertEquals("{\"for\":\"keys\"}", soon(calls).call().output());
            soon(ended);
            assertTrue(soon(ended).text().contains("keys"));

            // it asks before it erases, and is told no
            session.sendMessage("erase {\"all\":true}");
            assertEquals(
                    SessionEvent.ToolApprovalDecided.Decision.REJECTED, soon(decided).decision());
            assertTrue(calls.isEmpty());
        }
    }

    @Test
    void a_hosted_mcp_tool_that_somebody_approved_is_called() throws Exception {
        BlockingQueue<SessionEvent.McpCallCompleted> calls = new LinkedBlockingQueue<>();
        BlockingQueue<SessionEvent.McpToolsChanged> listed = new LinkedBlockingQueue<>();
        try (Patchbay patchbay = Patchbay.load();
                RealtimeSession session = patchbay.open(options(reader()))) {
            session.on(SessionEvent.McpToolsChanged.class, listed::add);
            session.on(SessionEvent.McpCallCompleted.class, calls::add);
            session.on(
                    SessionEvent.ToolApprovalRequested.class,
                    asked -> session.approve(asked.approval().callId()));
            session.connect().toCompletableFuture().get(60, TimeUnit.SECONDS);
            soon(listed);
            session.sendMessage("erase {\"all\":true}");
            assertEquals("erase", soon(calls).call().name());
        }
    }
}
