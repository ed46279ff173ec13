package io.patchbay.runtime.internal.session;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.session.LinePlan;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.api.session.SessionInfo;
import io.patchbay.api.session.SessionObserver;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.DialRequest;
import io.patchbay.api.transport.DialedCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The live sessions of one runtime. Opens them, and forgets them when they are over. */
public final class SessionRegistry implements RealtimeSessions, SessionDirectory {
    private final SessionHost host;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Session> live = new ConcurrentSkipListMap<>();
    private final Observers observers = new Observers(live::values);
    private volatile boolean closed;
    private volatile Function<SessionOptions, CompletionStage<String>> describer =
            RealtimeSessions.super::describeCall;
    private volatile @Nullable BiFunction<DialRequest, SessionOptions, DialedCall> dialer;

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
        return open(options, Map.of(), whenOver);
    }

    /**
     * The same, for a call that the provider carries.
     *
     * @param caller what is known of him
     */
    public RealtimeSession open(
            SessionOptions options, Map<String, String> caller, Runnable whenOver) {
        Objects.requireNonNull(options, "options");
        if (closed) {
            throw new IllegalStateException("the runtime is closed");
        }
        long number = ids.incrementAndGet();
        Session session =
                new Session("s" + number, options, host, caller, () -> over(number, whenOver));
        live.put(number, session);
        observers.opened(session);
        if (closed) {
            session.close(CloseReason.NORMAL);
            throw new IllegalStateException("the runtime is closed");
        }
        return session;
    }

    /**
     * With what a session of this registry would open a line now. Completes on its loop; fails with
     * what cannot be had.
     */
    public CompletionStage<SessionConfig> opening(
            RealtimeSession session, ProviderCapabilities provider) {
        return session instanceof Session own
                ? own.opening(provider)
                : CompletableFuture.failedFuture(
                        new IllegalArgumentException("session: it is not of this runtime"));
    }

    /** With what a session would open a line that nobody opens. */
    public CompletionStage<SessionConfig> opening(
            SessionOptions options, ProviderCapabilities provider) {
        Session unused = new Session("preview", options, host, Map.of(), () -> {});
        return unused.opening(provider)
                .whenComplete((config, failure) -> unused.close(CloseReason.NORMAL));
    }

    @Override
    public CompletionStage<List<LinePlan>> plan(SessionOptions options) {
        Objects.requireNonNull(options, "options");
        if (closed) {
            throw new IllegalStateException("the runtime is closed");
        }
        Session unused = new Session("plan", options, host, Map.of(), () -> {});
        return unused.plan().whenComplete((plans, failure) -> unused.close(CloseReason.NORMAL));
    }

    /** What is asked to describe how a call would be accepted. */
    public void describer(Function<SessionOptions, CompletionStage<String>> describer) {
        this.describer = describer;
    }

    @Override
    public CompletionStage<String> describeCall(SessionOptions options) {
        return describer.apply(Objects.requireNonNull(options, "options"));
    }

    /** Who places calls. Before any is placed. */
    public void dialsBy(BiFunction<DialRequest, SessionOptions, DialedCall> dialer) {
        this.dialer = dialer;
    }

    @Override
    public DialedCall dial(DialRequest request, SessionOptions options) {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(options, "options");
        BiFunction<DialRequest, SessionOptions, DialedCall> placing = dialer;
        if (placing == null) {
            throw new IllegalStateException("the runtime is not put together yet");
        }
        return placing.apply(request, options);
    }

    /**
     * Adds the leg of a call that this side places to a session of this runtime; the call begins
     * with that.
     *
     * @return completes when somebody is there to talk, fails with a {@link
     *     io.patchbay.api.transport.DialException} when nobody is
     * @throws IllegalArgumentException when the leg's format cannot be converted
     */
    public CompletionStage<Void> place(
            RealtimeSession session, CallerLeg leg, DialRequest request) {
        return ((Session) session).place(leg, request);
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
