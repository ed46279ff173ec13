package io.patchbay.runtime.internal.session;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.api.session.SessionInfo;
import io.patchbay.api.session.SessionObserver;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** The live sessions of one runtime. Opens them, and forgets them when they are over. */
public final class SessionRegistry implements RealtimeSessions, SessionDirectory {
    private final SessionHost host;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Session> live = new ConcurrentSkipListMap<>();
    private final Observers observers = new Observers(live::values);
    private volatile boolean closed;

    /** Sessions that live in {@code host}. */
    public SessionRegistry(SessionHost host) {
        this.host = Objects.requireNonNull(host, "host");
    }

    @Override
    public RealtimeSession open(SessionOptions options) {
        return open(options, () -> {});
    }

    /**
     * The same.
     *
     * @param whenOver runs once, when the session is closed and has released everything; any thread
     */
    public RealtimeSession open(SessionOptions options, Runnable whenOver) {
        Objects.requireNonNull(options, "options");
        if (closed) {
            throw new IllegalStateException("the runtime is closed");
        }
        long number = ids.incrementAndGet();
        Session session = new Session("s" + number, options, host, () -> over(number, whenOver));
        live.put(number, session);
        observers.opened(session);
        if (closed) {
            session.close(CloseReason.NORMAL);
            throw new IllegalStateException("the runtime is closed");
        }
        return session;
    }

    /** What is plugged in of a kind changed. Any thread; does not block. */
    public void plugsChanged(PlugKind kind) {
        live.values().forEach(session -> session.plugsChanged(kind));
    }

    private void over(long number, Runnable whenOver) {
        Session session = live.remove(number);
        if (session != null) {
            observers.closed(session);
            whenOver.run();
        }
    }

    /** Lets an observer watch what is live and what will be opened. */
    public void observe(SessionObserver observer) {
        observers.add(Objects.requireNonNull(observer, "observer"));
    }

    /** Lets an observer watch no more. */
    public void unobserve(SessionObserver observer) {
        observers.remove(observer);
    }

    @Override
    public List<SessionInfo> sessions() {
        List<SessionInfo> infos = new ArrayList<>();
        live.values().forEach(session -> infos.add(session.info()));
        return List.copyOf(infos);
    }

    @Override
    public Optional<RealtimeSession> session(String id) {
        return live.values().stream()
                .filter(session -> session.id().equals(id))
                .<RealtimeSession>map(session -> session)
                .findFirst();
    }

    /**
     * Closes all sessions and opens no more. Completes when all is released; repeated calls find
     * nothing left.
     */
    public CompletionStage<Void> close(CloseReason reason) {
        closed = true;
        return CompletableFuture.allOf(
                live.values().stream()
                        .map(session -> session.close(reason).toCompletableFuture())
                        .toArray(CompletableFuture[]::new));
    }
}
