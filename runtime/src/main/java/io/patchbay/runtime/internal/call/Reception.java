package io.patchbay.runtime.internal.call;

import io.patchbay.api.provider.CallGoneException;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionLimits;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.AttachedCall;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.runtime.internal.plug.CallerLegs.Candidate;
import io.patchbay.runtime.internal.plug.Copies;
import io.patchbay.runtime.internal.session.Lease;
import io.patchbay.runtime.internal.session.SessionRegistry;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where one door brings its calls. Each call keeps the door's plug in use from its offer on until
 * its leg is gone, also when the door is closed meanwhile (RULES 27).
 */
final class Reception implements IncomingCalls {
    private static final System.Logger LOG = System.getLogger(Reception.class.getName());

    /** So long a router may take to decide; a caller hears ringing meanwhile. */
    private static final Duration UNDECIDED = Duration.ofSeconds(10);

    /** So long a call that was accepted may take to be answered. */
    private static final Duration UNANSWERED = Duration.ofSeconds(30);

    /** With this a leg that rings still can tell its caller that nobody will answer. */
    private static final CloseReason UNREACHABLE =
            new CloseReason(CloseReason.Cause.LOCAL, 503, "the agent could not be reached", null);

    private final SessionRegistry sessions;
    private final Supplier<@Nullable CallRouter> router;
    private final Executor workers;
    private final Supplier<SerialLoop> clock;
    private final Candidate plug;
    private final CallTally tally;
    private final Sideband sideband;

    /** Calls that were accepted and not answered yet. */
    private final List<Accepted> accepted = new ArrayList<>();

    private volatile boolean closed;

    private static final class Accepted {
        final SessionOptions options;
        final Lease<?> lease;
        final Race race = new Race();
        final CallRouter.IncomingCall call;

        Accepted(SessionOptions options, Lease<?> lease, CallRouter.IncomingCall call) {
            this.options = options;
            this.lease = lease;
            this.call = call;
        }
    }

    Reception(
            SessionRegistry sessions,
            Supplier<@Nullable CallRouter> router,
            Executor workers,
            Supplier<SerialLoop> clock,
            Candidate plug,
            CallTally tally,
            Sideband sideband) {
        this.sessions = sessions;
        this.router = router;
        this.workers = workers;
        this.clock = clock;
        this.plug = plug;
        this.tally = tally;
        this.sideband = sideband;
    }

    /** Takes no more calls; who was accepted may be answered still. */
    void close() {
        closed = true;
    }

    @Override
    public CompletionStage<Decision> offer(CallRouter.IncomingCall call) {
        tally.offered.increment();
        CallRouter who = router.get();
        if (closed) {
            return refused("this door is closed");
        }
        if (who == null) {
            return refused("nobody decides on calls: there is no CallRouter");
        }
        Lease<?> lease = plug.offeredLease().orElse(null);
        if (lease == null) {
            return refused("this door is closed");
        }
        Asked asked = new Asked(lease, call);
        asked.race.limit(clock, UNDECIDED, asked::late);
        try {
            workers.execute(() -> asked.route(who));
        } catch (RejectedExecutionException e) {
            asked.decided(null, e);
        }
        return asked.decision;
    }

    private CompletionStage<Decision> refused(String why) {
        tally.refused.increment();
        return CompletableFuture.completedFuture(new Decision.Refuse(503, why));
    }

    /** A call on which somebody decides, in time or never. */
    private final class Asked {
        final CompletableFuture<Decision> decision = new CompletableFuture<>();
        final Race race = new Race();
        final Lease<?> lease;
        final CallRouter.IncomingCall call;

        Asked(Lease<?> lease, CallRouter.IncomingCall call) {
            this.lease = lease;
            this.call = call;
        }

        void route(CallRouter who) {
            race.inside(Thread.currentThread());
            try {
                who.route(call).whenComplete(this::decided);
            } catch (Throwable e) {
                decided(null, e);
            } finally {
                race.inside(null);
            }
        }

        void decided(@Nullable Decision made, @Nullable Throwable failure) {
            if (!race.won()) {
                return; // it was refused meanwhile
            }
            if (made instanceof Decision.Accept accept) {
                tally.accepted.increment();
                expect(new Accepted(accept.options(), lease, call));
                decision.complete(accept);
                return;
            }
            lease.release();
            tally.refused.increment();
            if (made == null) {
                LOG.log(
                        Level.WARNING,
                        "a call is refused, the router failed: {0}",
                        failure == null ? "it decided nothing" : Copies.place(failure));
            }
            decision.complete(
                    made == null
                            ? new Decision.Refuse(503, "nobody could decide on the call")
                            : made);
        }

        void late() {
            lease.release();
            tally.undecided.increment();
            LOG.log(
                    Level.WARNING,
                    "a call is refused, the router did not decide within {0}; it is in {1}",
                    UNDECIDED,
                    race.stack());
            decision.complete(new Decision.Refuse(503, "nobody decided on the call in time"));
        }
    }

    private void expect(Accepted call) {
        synchronized (accepted) {
            accepted.add(call);
        }
        call.race.limit(clock, UNANSWERED, () -> forget(call));
    }

    private void forget(Accepted call) {
        synchronized (accepted) {
            accepted.remove(call);
        }
        tally.unanswered.increment();
        call.lease.release();
    }

    /**
     * The lease of the call that was accepted with these options, or one of its own: that one no
     * plug gives that goes, as nobody asked for this call while its door was open.
     */
    private @Nullable Lease<?> lease(SessionOptions options) {
        return lease(options, null);
    }

    /**
     * The same.
     *
     * @param id of the call, where it is known: calls may be accepted with the same options
     */
    private @Nullable Lease<?> lease(SessionOptions options, @Nullable String id) {
        synchronized (accepted) {
            for (Accepted each : accepted) {
                if (each.options == options
                        && (id == null || each.call.id().equals(id))
                        && each.race.won()) {
                    accepted.remove(each);
                    return each.lease;
                }
            }
        }
        return plug.callLease().orElse(null);
    }

    @Override
    public CompletionStage<RealtimeSession> answer(SessionOptions options, CallerLeg leg) {
        Lease<?> lease = lease(options);
        if (lease == null) {
            leg.close(UNREACHABLE);
            return CompletableFuture.failedFuture(
                    new IllegalStateException("the plug of this call has ended"));
        }
        LeasedLeg leased = new LeasedLeg(leg, lease);
        RealtimeSession session;
        try {
            session = sessions.open(options);
        } catch (RuntimeException | Error e) {
            return failed(leased, null, e);
        }
        CompletionStage<Void> connected;
        try {
            session.addLeg(leased);
            connected = session.connect();
        } catch (RuntimeException | Error e) {
            return failed(leased, session, e);
        }
        CompletableFuture<RealtimeSession> answered = new CompletableFuture<>();
        Race race = new Race();
        race.limit(
                clock,
                longest(options),
                () ->
                        failed(
                                leased,
                                session,
                                new IllegalStateException(
                                        "the session did not connect within " + longest(options)),
                                answered));
        connected.whenComplete(
                (nothing, failure) -> {
                    if (!race.won()) {
                        return;
                    }
                    if (failure == null) {
                        tally.answered.increment();
                        answered.complete(session);
                    } else {
                        failed(leased, session, failure, answered);
                    }
                });
        return answered;
    }

    @Override
    public CompletionStage<AttachedCall> attach(SessionOptions options, String offer) {
        Lease<?> lease = lease(options);
        if (lease == null) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("the plug of this call has ended"));
        }
        CompletableFuture<Void> over = new CompletableFuture<>();
        over.whenComplete((nothing, ignored) -> lease.release());
        lease.onRevoked(() -> over.complete(null));
        CompletionStage<Sideband.Joinable> opened;
        try {
            opened = sideband.open(options, offer);
        } catch (RejectedExecutionException e) {
            opened = CompletableFuture.failedFuture(e);
        }
        return opened.thenApply(joinable -> joined(options, joinable, over))
                .whenComplete(
                        (call, failure) -> {
                            if (failure != null) {
                                tally.failed.increment();
                                over.complete(null);
                            }
                        });
    }

    /** What is known of the caller of this call, which was accepted and not answered yet. */
    private Map<String, String> caller(String callId) {
        synchronized (accepted) {
            return accepted.stream()
                    .filter(each -> each.call.id().equals(callId))
                    .findFirst()
                    .map(each -> each.call.metadata())
                    .orElse(Map.of());
        }
    }

    @Override
    public CompletionStage<AttachedCall> join(SessionOptions options, String callId) {
        Map<String, String> caller = caller(callId);
        Lease<?> lease = lease(options, callId);
        if (lease == null) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("the plug of this call has ended"));
        }
        CompletableFuture<Void> over = new CompletableFuture<>();
        over.whenComplete((nothing, ignored) -> lease.release());
        lease.onRevoked(() -> over.complete(null));
        CompletionStage<Sideband.Joined> accepted;
        try {
            accepted =
                    sideband.join(
                            options, callId, line -> new Joining(options, line, caller, over));
        } catch (RejectedExecutionException e) {
            accepted = CompletableFuture.failedFuture(e);
        }
        return accepted.thenApply(
                        joined -> {
                            RealtimeSession session = joined.session();
                            CompletionStage<Void> connected;
                            try {
                                connected = session.connect();
                            } catch (RuntimeException | Error e) {
                                session.close(CloseReason.NORMAL);
                                throw e;
                            }
                            return attached(session, callId, "", connected, over);
                        })
                .whenComplete(
                        (call, failure) -> {
                            if (failure != null) {
                                boolean gone =
                                        Carriers.unwrapped(failure) instanceof CallGoneException;
                                (gone ? tally.unanswered : tally.failed).increment();
                                over.complete(null);
                            }
                        });
    }

    @Override
    public CompletionStage<Void> refuse(LineChoice line, String callId, int status) {
        return sideband.refuse(line, callId, status);
    }

    /** A session on its way to a call that is not accepted yet. */
    private final class Joining implements Sideband.Joined {
        private final RealtimeSession session;
        private final AtomicInteger steps = new AtomicInteger();
        private final Runnable end;

        Joining(
                SessionOptions options,
                LineChoice line,
                Map<String, String> caller,
                CompletableFuture<Void> over) {
            end =
                    () -> {
                        sideband.hangUp(line);
                        over.complete(null);
                    };
            session = sessions.open(options.withLine(line), caller, this::step);
        }

        /** The call was accepted, or the session is closed: when both are so the call must end. */
        private void step() {
            if (steps.incrementAndGet() == 2) {
                end.run();
            }
        }

        @Override
        public RealtimeSession session() {
            return session;
        }

        @Override
        public CompletionStage<SessionConfig> opening(ProviderCapabilities provider) {
            return sessions.opening(session, provider);
        }

        @Override
        public void taken() {
            step();
        }
    }

    private AttachedCall joined(
            SessionOptions options, Sideband.Joinable joinable, CompletableFuture<Void> over) {
        RealtimeSession session;
        CompletionStage<Void> connected;
        Runnable ended =
                () -> {
                    sideband.hangUp(joinable.line());
                    over.complete(null);
                };
        try {
            session = sessions.open(options.withLine(joinable.line()), ended);
        } catch (RuntimeException | Error e) {
            sideband.hangUp(joinable.line());
            throw e;
        }
        try {
            connected = session.connect();
        } catch (RuntimeException | Error e) {
            session.close(CloseReason.NORMAL);
            throw e;
        }
        return attached(
                session, joinable.call().callId(), joinable.call().answer(), connected, over);
    }

    private AttachedCall attached(
            RealtimeSession session,
            String callId,
            String answer,
            CompletionStage<Void> connected,
            CompletionStage<Void> over) {
        connected.whenComplete(
                (nothing, failure) -> {
                    if (failure == null) {
                        tally.answered.increment();
                    } else {
                        tally.failed.increment();
                        session.close(CloseReason.NORMAL);
                    }
                });
        return new AttachedCall(
                session, callId, answer, connected, over.thenApply(nothing -> nothing));
    }

    /** The session bounds its own connect; this is for one that does not come back at all. */
    private static Duration longest(SessionOptions options) {
        SessionLimits limits = options.limits();
        return limits.connect()
                .multipliedBy(Math.max(1, options.lines().size()))
                .plus(limits.plugWait())
                .plus(UNANSWERED);
    }

    private CompletionStage<RealtimeSession> failed(
            LeasedLeg leg, @Nullable RealtimeSession session, Throwable why) {
        CompletableFuture<RealtimeSession> answered = new CompletableFuture<>();
        failed(leg, session, why, answered);
        return answered;
    }

    private void failed(
            LeasedLeg leg,
            @Nullable RealtimeSession session,
            Throwable why,
            CompletableFuture<RealtimeSession> answered) {
        tally.failed.increment();
        try {
            if (session != null) {
                session.close(UNREACHABLE);
            }
            leg.close(UNREACHABLE);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "a leg failed to close: {0}", Copies.place(e));
        } finally {
            answered.completeExceptionally(why);
        }
    }
}
