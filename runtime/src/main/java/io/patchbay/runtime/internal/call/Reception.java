package io.patchbay.runtime.internal.call;

import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.runtime.internal.plug.Copies;
import io.patchbay.runtime.internal.session.Lease;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where one door brings its calls. Each call keeps the door's plug in use from its offer on until
 * its leg is gone, also when the door is closed meanwhile (RULES 27).
 */
final class Reception implements IncomingCalls {
    private static final System.Logger LOG = System.getLogger(Reception.class.getName());

    /** So long a call that was accepted may take to be answered. */
    private static final Duration UNANSWERED = Duration.ofSeconds(30);

    private final RealtimeSessions sessions;
    private final Supplier<@Nullable CallRouter> router;
    private final Executor workers;
    private final Supplier<SerialLoop> clock;
    private final Supplier<Optional<Lease<Object>>> leases;

    /** Calls that were accepted and not answered yet. */
    private final List<Accepted> accepted = new ArrayList<>();

    private volatile boolean closed;

    private static final class Accepted {
        final SessionOptions options;
        final Lease<?> lease;
        SerialLoop.@Nullable Timer timer;

        Accepted(SessionOptions options, Lease<?> lease) {
            this.options = options;
            this.lease = lease;
        }
    }

    Reception(
            RealtimeSessions sessions,
            Supplier<@Nullable CallRouter> router,
            Executor workers,
            Supplier<SerialLoop> clock,
            Supplier<Optional<Lease<Object>>> leases) {
        this.sessions = sessions;
        this.router = router;
        this.workers = workers;
        this.clock = clock;
        this.leases = leases;
    }

    /** Takes no more calls; who was accepted may be answered still. */
    void close() {
        closed = true;
    }

    @Override
    public CompletionStage<Decision> offer(CallRouter.IncomingCall call) {
        CallRouter who = router.get();
        if (closed) {
            return refused("this door is closed");
        }
        if (who == null) {
            return refused("nobody decides on calls: there is no CallRouter");
        }
        Lease<?> lease = leases.get().orElse(null);
        if (lease == null) {
            return refused("this door is closed");
        }
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        try {
            workers.execute(() -> route(who, call, lease, decision));
        } catch (RejectedExecutionException e) {
            decided(lease, null, e, decision);
        }
        return decision;
    }

    private static CompletionStage<Decision> refused(String why) {
        return CompletableFuture.completedFuture(new Decision.Refuse(503, why));
    }

    private void route(
            CallRouter who,
            CallRouter.IncomingCall call,
            Lease<?> lease,
            CompletableFuture<Decision> decision) {
        try {
            who.route(call)
                    .whenComplete((made, failure) -> decided(lease, made, failure, decision));
        } catch (Throwable e) {
            decided(lease, null, e, decision);
        }
    }

    private void decided(
            Lease<?> lease,
            @Nullable Decision made,
            @Nullable Throwable failure,
            CompletableFuture<Decision> decision) {
        if (made instanceof Decision.Accept accept) {
            expect(new Accepted(accept.options(), lease));
            decision.complete(accept);
            return;
        }
        lease.release();
        if (made == null) {
            LOG.log(
                    Level.WARNING,
                    "a call is refused, the router failed: {0}",
                    failure == null ? "it decided nothing" : Copies.place(failure));
        }
        decision.complete(
                made == null ? new Decision.Refuse(503, "nobody could decide on the call") : made);
    }

    private void expect(Accepted call) {
        synchronized (accepted) {
            accepted.add(call);
            call.timer =
                    clock.get()
                            .schedule(
                                    () -> {
                                        if (take(call)) {
                                            call.lease.release();
                                        }
                                    },
                                    UNANSWERED);
        }
    }

    private boolean take(Accepted call) {
        synchronized (accepted) {
            if (call.timer != null) {
                call.timer.cancel();
            }
            return accepted.remove(call);
        }
    }

    /** The lease of the call that was accepted with these options, or one of its own. */
    private @Nullable Lease<?> lease(SessionOptions options) {
        synchronized (accepted) {
            for (Accepted call : accepted) {
                if (call.options == options && take(call)) {
                    return call.lease;
                }
            }
        }
        return leases.get().orElse(null);
    }

    @Override
    public CompletionStage<RealtimeSession> answer(SessionOptions options, CallerLeg leg) {
        Lease<?> lease = lease(options);
        if (lease == null) {
            leg.close(CloseReason.NORMAL);
            return CompletableFuture.failedFuture(
                    new IllegalStateException("the plug of this call has ended"));
        }
        LeasedLeg leased = new LeasedLeg(leg, lease);
        RealtimeSession session;
        try {
            session = sessions.open(options);
        } catch (RuntimeException e) {
            leased.close(CloseReason.NORMAL);
            return CompletableFuture.failedFuture(e);
        }
        try {
            session.addLeg(leased);
        } catch (RuntimeException e) {
            leased.close(CloseReason.NORMAL);
            session.close(CloseReason.NORMAL);
            return CompletableFuture.failedFuture(e);
        }
        CompletableFuture<RealtimeSession> answered = new CompletableFuture<>();
        session.connect()
                .whenComplete(
                        (nothing, failure) -> {
                            if (failure == null) {
                                answered.complete(session);
                            } else {
                                session.close(CloseReason.NORMAL);
                                leased.close(CloseReason.NORMAL);
                                answered.completeExceptionally(failure);
                            }
                        });
        return answered;
    }
}
