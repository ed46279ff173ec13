package io.patchbay.console.internal.watch;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionInfo;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.management.resource.Permission;
import io.patchbay.management.resource.Resource;
import io.patchbay.runtime.Patchbay;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import io.patchbay.tck.VirtualLoop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** Sessions in virtual time that are watched, and somebody who asks about them. */
final class WatchedCall implements AutoCloseable {
    final VirtualLoop loop = new VirtualLoop();
    final ScriptedTransportFactory lines = new ScriptedTransportFactory();
    final ScriptedTurns turns = new ScriptedTurns();
    final ScheduledThreadPoolExecutor work = new ScheduledThreadPoolExecutor(1);
    final AtomicLong clock = new AtomicLong();
    final WatchedSessions sessions;
    final Pulse pulse;
    final Overview overview;
    final RecordingDesk recordings;
    final Patchbay patchbay;
    final RealtimeSession session;
    private final List<Resource> resources = new ArrayList<>();

    WatchedCall(RealtimeAgent agent) {
        this(agent, Map.of());
    }

    WatchedCall(RealtimeAgent agent, Map<String, ?> settings) {
        WatchSettings set = WatchSettings.of(settings, Path.of("state"));
        sessions = new WatchedSessions(set, this::directory, work, clock::get);
        pulse = new Pulse(work);
        overview = new Overview(sessions, path -> Optional.empty(), work);
        sessions.follow(overview);
        sessions.follow(pulse);
        resources.addAll(new SessionResources(sessions, pulse, overview, work).all());
        recordings = new RecordingDesk(set, work);
        sessions.follow(recordings);
        resources.addAll(
                new SessionCommands(sessions, id -> Optional.empty(), recordings, work).all());
        resources.addAll(recordings.resources());
        patchbay =
                Patchbay.builder()
                        .loops(() -> loop)
                        .workers(loop)
                        .transport(lines)
                        .provider(new ScriptedProvider())
                        .observer(sessions)
                        .build();
        session = open(agent);
        session.connect();
        loop.run();
    }

    private List<SessionInfo> directory() {
        return patchbay.sessions();
    }

    RealtimeSession open(RealtimeAgent agent) {
        return patchbay.open(
                SessionOptions.builder()
                        .agent(agent)
                        .line(
                                LineChoice.builder()
                                        .transport("scripted")
                                        .provider("scripted")
                                        .model("talker-1")
                                        .key("sk-very-secret-0123456789")
                                        .build())
                        .build());
    }

    void hears(TransportEvent event) {
        hears(Turn.events(event));
    }

    void hears(Turn turn) {
        lines.last().play(turn);
        loop.run();
    }

    void advance(long millis) {
        loop.advance(Duration.ofMillis(millis));
    }

    /** The far end takes what was sent last. */
    void takes() {
        List<Command.CreateItem> sent = lines.last().commands(Command.CreateItem.class);
        hears(turns.accepted(sent.get(sent.size() - 1).item()));
    }

    /** Asks the resource at a path, as it is written in the page of the API. */
    Asking asks(String method, String path, UnaryOperator<Asking> how) throws Exception {
        Asking asking = how.apply(new Asking());
        asks(method, path, asking);
        return asking;
    }

    void asks(String method, String path, Asking asking) throws Exception {
        Resource found =
                resources.stream()
                        .filter(one -> one.method().equals(method) && one.path().equals(path))
                        .findFirst()
                        .orElseThrow();
        found.serve(asking);
        settle();
    }

    WatchedSession watched() {
        return sessions.session(session.id()).orElseThrow();
    }

    JsonNode detail(Permission as) throws Exception {
        return asks("GET", "/v1/sessions/{id}", it -> it.with("id", session.id()).as(as))
                .answer()
                .json();
    }

    JsonNode turn(int index) throws Exception {
        return detail(Permission.CONTENT).path("turns").path(index);
    }

    Asking.Reader stream(UnaryOperator<Asking> how) throws Exception {
        return asks("GET", "/v1/sessions/{id}/stream", it -> how.apply(it.with("id", session.id())))
                .reader();
    }

    /** Waits until what is done beside is done. */
    void settle() throws Exception {
        loop.run();
        work.submit(() -> {}).get(30, TimeUnit.SECONDS);
        loop.run();
    }

    @Override
    public void close() {
        session.close(CloseReason.NORMAL);
        loop.run();
        sessions.close();
        work.shutdownNow();
    }
}
