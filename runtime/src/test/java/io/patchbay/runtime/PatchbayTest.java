package io.patchbay.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugInfo.State;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.session.SessionInfo;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.tool.Tool;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.VirtualLoop;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatchbayTest {

    private final VirtualLoop loop = new VirtualLoop();
    private final ScriptedTransportFactory lines = new ScriptedTransportFactory();
    private final ScriptedTurns turns = new ScriptedTurns();

    private PatchbayBuilder scripted() {
        return Patchbay.builder()
                .transport(lines)
                .provider(new ScriptedProvider())
                .loops(() -> loop)
                .workers(Runnable::run);
    }

    private RealtimeSession connected(Patchbay patchbay, SessionOptions.Builder options) {
        RealtimeSession session = patchbay.open(options.line(TestPlugs.SCRIPTED).build());
        CompletionStage<Void> connect = session.connect();
        loop.run();
        assertTrue(connect.toCompletableFuture().isDone());
        connect.toCompletableFuture().join();
        return session;
    }

    private void close(Patchbay patchbay) {
        for (SessionInfo info : patchbay.sessions()) {
            patchbay.session(info.id()).orElseThrow().close(CloseReason.NORMAL);
        }
        loop.run();
        patchbay.close();
    }

    private List<SessionEvent.ToolEnded> callTool(RealtimeSession session, String tool) {
        List<SessionEvent.ToolEnded> ended = new ArrayList<>();
        session.on(SessionEvent.ToolEnded.class, ended::add);
        lines.last().play(turns.functionCall("call_1", tool, "{}"));
        loop.run();
        return ended;
    }

    @Test
    void an_agent_and_its_tool_are_found_by_name() {
        Patchbay patchbay =
                scripted()
                        .agent(RealtimeAgent.builder("guide").tool("opening_hours").build())
                        .tools(new TestPlugs.Museum())
                        .configure(PlugKind.TOOL, "museum", Map.of("opens", 8))
                        .build();
        RealtimeSession session = connected(patchbay, SessionOptions.builder().agent("guide"));
        assertEquals("guide", session.agent().orElseThrow().name());
        List<SessionEvent.ToolEnded> ended = callTool(session, "opening_hours");
        assertEquals(
                List.of("From 8 o'clock."),
                ended.stream().map(SessionEvent.ToolEnded::output).toList());
        close(patchbay);
    }

    /** Methods as tools. */
    public static final class Desk {
        @Tool("Tells where the desk is.")
        public String place() {
            return "left";
        }
    }

    @Test
    void annotated_methods_are_tools_that_agents_may_name() {
        Patchbay patchbay = scripted().annotatedTools(new Desk()).build();
        RealtimeSession session =
                connected(
                        patchbay,
                        SessionOptions.builder()
                                .agent(RealtimeAgent.builder("guide").tool("place").build()));
        List<SessionEvent.ToolEnded> ended = callTool(session, "place");
        assertEquals(1, ended.size());
        assertEquals(ToolOutcome.RESULT, ended.get(0).outcome());
        assertEquals("left", ended.get(0).output());
        close(patchbay);
    }

    @Test
    void an_unknown_transport_is_answered_with_those_that_there_are() {
        Patchbay patchbay = scripted().build();
        RealtimeSession session =
                patchbay.open(
                        SessionOptions.builder()
                                .line(LineChoice.builder().transport("webrtc").key("k").build())
                                .build());
        CompletionStage<Void> connect = session.connect();
        loop.run();
        CompletionException failure =
                assertThrows(CompletionException.class, () -> connect.toCompletableFuture().join());
        ConnectException refused = (ConnectException) Objects.requireNonNull(failure.getCause());
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("'webrtc'") && message.contains("scripted"), message);
        assertEquals(CloseReason.Cause.FATAL, refused.reason().cause());
        close(patchbay);
    }

    @Test
    void the_directories_show_sessions_and_plugs_with_their_users() {
        Patchbay patchbay = scripted().tools(new TestPlugs.Museum()).build();
        assertEquals(
                List.of(
                        new PlugInfo(
                                PlugKind.TRANSPORT, "scripted", "-", "-", 0, 1, State.ACTIVE, 0),
                        new PlugInfo(
                                PlugKind.PROVIDER, "scripted", "-", "-", 0, 1, State.ACTIVE, 0),
                        new PlugInfo(PlugKind.TOOL, "museum", "-", "-", 0, 1, State.ACTIVE, 0)),
                patchbay.plugs());
        RealtimeSession session = connected(patchbay, SessionOptions.builder());
        assertEquals(List.of(1, 1, 0), patchbay.plugs().stream().map(PlugInfo::users).toList());
        assertEquals(
                List.of(session.id()), patchbay.sessions().stream().map(SessionInfo::id).toList());
        session.close(CloseReason.NORMAL);
        loop.run();
        assertEquals(List.of(0, 0, 0), patchbay.plugs().stream().map(PlugInfo::users).toList());
        assertEquals(List.of(), patchbay.sessions());
        patchbay.close();
    }

    @Test
    void settings_for_a_plug_that_is_not_there_are_refused() {
        PatchbayBuilder builder =
                scripted().configure(PlugKind.TRANSPORT, "webrtc", Map.of("a", "b"));
        assertEquals(
                "settings for TRANSPORT 'webrtc', which is not there; there are: scripted",
                assertThrows(IllegalArgumentException.class, builder::build).getMessage());
    }

    @Test
    void a_wrong_setting_is_named_and_what_was_made_before_is_closed() {
        TestPlugs.Museum good = new TestPlugs.Museum();
        PatchbayBuilder builder =
                scripted()
                        .tools(good)
                        .tools(new Renamed(new TestPlugs.Museum()))
                        .configure(PlugKind.TOOL, "other", Map.of("opens", "noon"));
        assertEquals(
                "setting 'opens' must be a whole number, not 'noon'",
                assertThrows(IllegalArgumentException.class, builder::build).getMessage());
        assertEquals(List.of("museum"), good.closed);
    }

    private record Renamed(ToolSource source) implements ToolSource {
        @Override
        public String name() {
            return "other";
        }

        @Override
        public Tools create(
                io.patchbay.api.plug.Settings settings, io.patchbay.api.plug.PlugContext context) {
            return source.create(settings, context);
        }
    }

    @Test
    void closing_ends_sessions_plugs_and_threads_and_may_be_repeated() throws Exception {
        TestPlugs.Museum museum = new TestPlugs.Museum();
        Patchbay patchbay =
                Patchbay.builder()
                        .transport(lines)
                        .provider(new ScriptedProvider())
                        .tools(museum)
                        .build();
        RealtimeSession session =
                patchbay.open(SessionOptions.builder().line(TestPlugs.SCRIPTED).build());
        session.connect().toCompletableFuture().get(10, TimeUnit.SECONDS);
        patchbay.close();
        patchbay.close();
        assertEquals(SessionState.CLOSED, session.state());
        lines.last().assertClosed();
        assertEquals(List.of("museum"), museum.closed);
        assertEquals(List.of(), patchbay.plugs());
        assertThrows(
                IllegalStateException.class, () -> patchbay.open(SessionOptions.builder().build()));
    }

    @Test
    void closing_from_within_a_session_does_not_wait_for_itself() throws Exception {
        Patchbay patchbay =
                Patchbay.builder().transport(lines).provider(new ScriptedProvider()).build();
        RealtimeSession session =
                patchbay.open(SessionOptions.builder().line(TestPlugs.SCRIPTED).build());
        CompletableFuture<Duration> took = new CompletableFuture<>();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        session.listenInline(
                new SessionListener() {
                    @Override
                    public void onEvent(SessionEvent event) {
                        if (event instanceof SessionEvent.StateChanged changed
                                && changed.state() == SessionState.CLOSED) {
                            closed.complete(null);
                        }
                    }
                });
        session.connect()
                .thenRun(
                        () -> {
                            long start = System.nanoTime();
                            patchbay.close();
                            took.complete(Duration.ofNanos(System.nanoTime() - start));
                        });
        assertTrue(took.get(10, TimeUnit.SECONDS).compareTo(Duration.ofSeconds(4)) < 0);
        closed.get(10, TimeUnit.SECONDS);
    }

    @Test
    void sessions_that_close_each_other_do_not_wait_for_each_other() throws Exception {
        try (Patchbay patchbay =
                Patchbay.builder().transport(lines).provider(new ScriptedProvider()).build()) {
            SessionOptions options = SessionOptions.builder().line(TestPlugs.SCRIPTED).build();
            RealtimeSession one = patchbay.open(options);
            RealtimeSession other = patchbay.open(options);
            List<CompletableFuture<Duration>> took =
                    List.of(closes(one, other), closes(other, one));
            one.close(CloseReason.NORMAL);
            for (CompletableFuture<Duration> time : took) {
                assertTrue(time.get(20, TimeUnit.SECONDS).compareTo(Duration.ofSeconds(4)) < 0);
            }
        }
    }

    /** When {@code one} is closed its listener closes {@code other}; how long that takes it. */
    private static CompletableFuture<Duration> closes(RealtimeSession one, RealtimeSession other) {
        CompletableFuture<Duration> took = new CompletableFuture<>();
        one.listenInline(
                new SessionListener() {
                    @Override
                    public void onEvent(SessionEvent event) {
                        if (event instanceof SessionEvent.StateChanged changed
                                && changed.state() == SessionState.CLOSED) {
                            long start = System.nanoTime();
                            other.close();
                            took.complete(Duration.ofNanos(System.nanoTime() - start));
                        }
                    }
                });
        return took;
    }

    @Test
    void the_service_loader_finds_plugs_on_a_class_path(@TempDir Path folder) throws Exception {
        ServicesOnDisk services =
                new ServicesOnDisk(folder)
                        .name(TransportFactory.class, TestPlugs.Transport.class.getName())
                        .name(ToolSource.class, TestPlugs.Museum.class.getName());
        try (URLClassLoader loader = services.loader();
                Patchbay patchbay = Patchbay.load(loader)) {
            assertEquals(
                    List.of("scripted", "museum"),
                    patchbay.plugs().stream().map(PlugInfo::name).toList());
        }
    }

    @Test
    void a_message_goes_out_and_the_answer_is_in_the_history() {
        Patchbay patchbay = scripted().build();
        RealtimeSession session =
                connected(
                        patchbay,
                        SessionOptions.builder().agent(RealtimeAgent.builder("guide").build()));
        session.sendMessage("When is the museum open?");
        loop.run();
        lines.last().expect(Command.CreateItem.class);
        lines.last().expect(Command.CreateResponse.class);
        lines.last().play(turns.textAnswer("At ten."));
        loop.run();
        assertTrue(session.history().items().toString().contains("At ten."));
        close(patchbay);
    }
}
