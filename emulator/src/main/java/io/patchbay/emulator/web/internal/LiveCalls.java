package io.patchbay.emulator.web.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.emulator.protocol.internal.Ids;
import io.patchbay.emulator.session.internal.Services;
import io.patchbay.emulator.session.internal.SessionConfig;
import io.patchbay.net.EventLoops;
import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.SessionDescription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The calls that are up, or wait to be accepted, by their ids. Thread-safe. */
public final class LiveCalls implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LiveCalls.class.getName());
    private static final long CLOSE_SECONDS = 10;

    private final Map<String, LiveCall> calls = new ConcurrentHashMap<>();
    private final Services services;
    private final EventLoops loops;
    private final LiveSessions sessions;
    private final Recorder recorder;
    private final Supplier<RtcEngine> engines;
    private final Duration setUp;
    private volatile boolean closed;

    /**
     * None yet.
     *
     * @param engines gives the engine for a call, on a thread that may block; throws an {@link
     *     RtcException} when there is none
     * @param setUp how long a caller may take until packets and events flow
     */
    public LiveCalls(
            Services services,
            EventLoops loops,
            LiveSessions sessions,
            Recorder recorder,
            Supplier<RtcEngine> engines,
            Duration setUp) {
        this.services = services;
        this.loops = loops;
        this.sessions = sessions;
        this.recorder = recorder;
        this.engines = engines;
        this.setUp = setUp;
    }

    /**
     * A call that was taken.
     *
     * @param sdp the answer to its offer
     */
    record Taken(String id, String sdp) {}

    /** Takes a call; fails with an {@link RtcException}, perhaps in a completion exception. */
    CompletionStage<Taken> take(SessionDescription offer, SessionConfig config) {
        CompletableFuture<Taken> taken = new CompletableFuture<>();
        SerialLoop loop = loops.next();
        try {
            services.workers()
                    .execute(
                            () -> {
                                try {
                                    RtcEngine engine = engines.get();
                                    engine.unavailable()
                                            .ifPresent(
                                                    why -> {
                                                        throw new RtcException(
                                                                RtcException.Kind.UNAVAILABLE, why);
                                                    });
                                    loop.execute(() -> begin(loop, engine, offer, config, taken));
                                } catch (RuntimeException e) { // an engine may throw anything
                                    taken.completeExceptionally(e);
                                }
                            });
        } catch (RejectedExecutionException e) {
            taken.completeExceptionally(e);
        }
        return taken;
    }

    private void begin(
            SerialLoop loop,
            RtcEngine engine,
            SessionDescription offer,
            SessionConfig config,
            CompletableFuture<Taken> taken) {
        try {
            RtcCall call =
                    new RtcCall(
                            Ids.next("rtc_"),
                            services,
                            loop,
                            engine,
                            recorder.connection(),
                            config,
                            offer,
                            sessions,
                            setUp,
                            ended -> calls.remove(ended.id()));
            calls.put(call.id(), call);
            call.answer()
                    .whenComplete(
                            (sdp, failure) -> {
                                if (sdp != null) {
                                    taken.complete(new Taken(call.id(), sdp));
                                } else {
                                    calls.remove(call.id());
                                    taken.completeExceptionally(new CompletionException(failure));
                                }
                            });
            if (closed) {
                call.end();
            }
        } catch (RuntimeException e) {
            taken.completeExceptionally(e);
        }
    }

    Optional<LiveCall> find(String id) {
        return Optional.ofNullable(calls.get(id));
    }

    /** A telephone call. */
    Optional<PhoneCall> phone(String id) {
        return calls.get(id) instanceof PhoneCall call ? Optional.of(call) : Optional.empty();
    }

    /** Takes down what the sessions of calls say. */
    Recorder recorder() {
        return recorder;
    }

    /** A telephone call has come. */
    void add(PhoneCall call) {
        calls.put(call.id(), call);
        if (closed) {
            call.hangUp();
        }
    }

    /** A telephone call is over. */
    void remove(PhoneCall call) {
        calls.remove(call.id());
    }

    /** Ends all calls and waits until they are freed, though not for ever. */
    @Override
    public void close() {
        closed = true;
        List<CompletableFuture<Void>> ends =
                calls.values().stream().map(call -> call.hangUp().toCompletableFuture()).toList();
        CompletableFuture<Void> all =
                CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                        .orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS);
        try {
            all.join();
        } catch (CompletionException e) {
            LOG.log(System.Logger.Level.WARNING, "Some calls did not end: " + e.getCause());
        }
    }
}
