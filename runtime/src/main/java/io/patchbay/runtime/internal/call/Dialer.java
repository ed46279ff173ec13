package io.patchbay.runtime.internal.call;

import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.DialException;
import io.patchbay.api.transport.DialException.Kind;
import io.patchbay.api.transport.DialRequest;
import io.patchbay.api.transport.DialedCall;
import io.patchbay.api.transport.OutgoingCalls;
import io.patchbay.runtime.internal.plug.Copies;
import io.patchbay.runtime.internal.session.Lease;
import io.patchbay.runtime.internal.session.SessionRegistry;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Places calls through the doors of caller-leg plugs. A call keeps its plug in use until its leg is
 * gone, also when the door closes meanwhile (RULES 27). Plugs are called on workers. Any thread.
 */
final class Dialer {
    private static final System.Logger LOG = System.getLogger(Dialer.class.getName());

    /** So many calls may be on their way at once. */
    static final int MAX_ON_THEIR_WAY = 1_000;

    /** A plug that does not make its leg in this time is given up. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** While doors change there may be none for a moment. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final int LOOKS = 50;

    private final SessionRegistry sessions;
    private final Function<String, @Nullable Optional<Door>> ways;
    private final Executor workers;
    private final Supplier<SerialLoop> clock;
    private final CallTally tally;
    private final AtomicInteger onTheirWay = new AtomicInteger();

    /**
     * Places calls.
     *
     * @param ways the door of a kind, empty when none is open now, null when none will be
     * @param workers take every task
     */
    Dialer(
            SessionRegistry sessions,
            Function<String, @Nullable Optional<Door>> ways,
            Executor workers,
            Supplier<SerialLoop> clock,
            CallTally tally) {
        this.sessions = sessions;
        this.ways = ways;
        this.workers = workers;
        this.clock = clock;
        this.tally = tally;
    }

    DialedCall dial(DialRequest request, SessionOptions options) {
        RealtimeSession session = sessions.open(options);
        CompletableFuture<RealtimeSession> answered = new CompletableFuture<>();
        tally.dialed.increment();
        int many = onTheirWay.incrementAndGet();
        answered.whenComplete(
                (reached, failure) -> {
                    onTheirWay.decrementAndGet();
                    if (failure == null) {
                        tally.reached.increment();
                    } else {
                        session.close(over(failure));
                    }
                });
        if (many > MAX_ON_THEIR_WAY) {
            answered.completeExceptionally(
                    new DialException(
                            Kind.LIMIT,
                            0,
                            "too many calls are on their way: at most " + MAX_ON_THEIR_WAY));
        } else {
            workers.execute(() -> place(request, session, answered, LOOKS));
        }
        return new DialedCall(session, answered.minimalCompletionStage());
    }

    private static CloseReason over(Throwable failure) {
        return new CloseReason(
                CloseReason.Cause.LOCAL,
                failure instanceof DialException ? 1000 : 503,
                "the call did not come about",
                null);
    }

    private void place(
            DialRequest request,
            RealtimeSession session,
            CompletableFuture<RealtimeSession> answered,
            int looks) {
        try {
            Optional<Door> way = ways.apply(request.kind());
            Door door = way == null ? null : way.orElse(null);
            if (way != null && door == null && looks > 0) {
                SerialLoop.Timer unused =
                        clock.get()
                                .schedule(
                                        () ->
                                                workers.execute(
                                                        () ->
                                                                place(
                                                                        request, session, answered,
                                                                        looks - 1)),
                                        LOOK);
                return;
            }
            OutgoingCalls calls = door == null ? null : door.outgoing();
            Lease<Object> lease = door == null ? null : door.plug().callLease().orElse(null);
            if (calls == null || lease == null) {
                if (lease != null) {
                    lease.release();
                }
                throw new DialException(
                        Kind.UNSUPPORTED,
                        0,
                        "no plug places calls of the kind '" + request.kind() + "' now");
            }
            inPlug(calls, lease, request, session, answered);
        } catch (RuntimeException | Error e) {
            answered.completeExceptionally(
                    e instanceof RejectedExecutionException
                            ? new DialException(Kind.CANCELLED, 0, "the runtime is closed")
                            : e);
        }
    }

    private void inPlug(
            OutgoingCalls calls,
            Lease<Object> lease,
            DialRequest request,
            RealtimeSession session,
            CompletableFuture<RealtimeSession> answered) {
        Race race = new Race();
        race.limit(clock, PATIENCE, () -> late(race, lease, answered));
        CallerLeg leg = null;
        RuntimeException why = null;
        Runnable leave = lease.enter();
        try {
            race.inside(Thread.currentThread());
            leg = calls.dial(request);
        } catch (DialException e) {
            why = e;
        } catch (Throwable e) { // a plug may throw anything
            why = new DialException(Kind.FAILED, 0, "the plug failed: " + Copies.line(e));
        } finally {
            leave.run();
        }
        if (!race.won()) {
            if (leg != null) {
                leg.close(CloseReason.NORMAL);
            }
            return;
        }
        if (leg == null) {
            lease.release();
            answered.completeExceptionally(
                    why == null ? new DialException(Kind.FAILED, 0, "the plug made no leg") : why);
            return;
        }
        begin(new LeasedLeg(leg, lease), request, session, answered);
    }

    private static void late(
            Race race, Lease<Object> lease, CompletableFuture<RealtimeSession> answered) {
        lease.release();
        LOG.log(
                Level.WARNING,
                "a call is not placed, the plug did not make its leg within {0}; it is in {1}",
                PATIENCE,
                race.stack());
        answered.completeExceptionally(
                new DialException(Kind.FAILED, 0, "the plug did not place the call in time"));
    }

    /** It rings, and the session connects meanwhile. */
    private void begin(
            LeasedLeg leg,
            DialRequest request,
            RealtimeSession session,
            CompletableFuture<RealtimeSession> answered) {
        CompletionStage<Void> reached;
        try {
            reached = sessions.place(session, leg, request);
        } catch (RuntimeException e) {
            leg.close(CloseReason.NORMAL);
            answered.completeExceptionally(e);
            return;
        }
        reached.whenComplete((nothing, why) -> failed(why, answered));
        CompletionStage<Void> connected;
        try {
            connected = session.connect();
        } catch (IllegalStateException e) {
            failed(new DialException(Kind.CANCELLED, 0, "the session was closed"), answered);
            return;
        }
        connected.whenComplete((nothing, why) -> failed(why, answered));
        reached.thenCombine(connected, (talks, line) -> session).thenAccept(answered::complete);
    }

    private static void failed(
            @Nullable Throwable why, CompletableFuture<RealtimeSession> answered) {
        if (why != null) {
            answered.completeExceptionally(
                    why instanceof CompletionException && why.getCause() != null
                            ? why.getCause()
                            : why);
        }
    }
}
