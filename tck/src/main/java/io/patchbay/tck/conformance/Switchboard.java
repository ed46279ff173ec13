package io.patchbay.tck.conformance;

import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.IncomingCalls;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where a door under test brings its calls: the kit decides on each, and plays its session. */
final class Switchboard implements IncomingCalls {

    /** A call that waits for a decision. */
    record Offered(IncomingCall call, CompletableFuture<Decision> decision) {

        void accept() {
            decision.complete(new Decision.Accept(SessionOptions.builder().build()));
        }

        void refuse() {
            decision.complete(new Decision.Refuse(486, "busy here"));
        }
    }

    private final LentLoop loop;
    private final BlockingQueue<Offered> offered = new LinkedBlockingQueue<>();
    private final BlockingQueue<LegCall> answered = new LinkedBlockingQueue<>();
    private final List<WeakReference<CallerLeg>> legs = new CopyOnWriteArrayList<>();
    volatile boolean fails;

    Switchboard(LentLoop loop) {
        this.loop = loop;
    }

    @Override
    public CompletionStage<Decision> offer(IncomingCall call) {
        Offered each = new Offered(call, new CompletableFuture<>());
        offered.add(each);
        return each.decision.minimalCompletionStage();
    }

    @Override
    public CompletionStage<RealtimeSession> answer(SessionOptions options, CallerLeg leg) {
        legs.add(new WeakReference<>(leg)); // what is closed is not to be held from here
        if (fails) {
            leg.close(CloseReason.NORMAL);
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("the session of the kit cannot begin"));
        }
        LegCall call = new LegCall(leg, loop);
        return loop.call(
                        () -> {
                            call.join();
                            answered.add(call);
                            return session();
                        })
                .minimalCompletionStage();
    }

    private static RealtimeSession session() {
        return (RealtimeSession)
                Proxy.newProxyInstance(
                        RealtimeSession.class.getClassLoader(),
                        new Class<?>[] {RealtimeSession.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("id")) {
                                return "session-of-the-kit";
                            }
                            throw new UnsupportedOperationException(
                                    "the session of the kit talks with its leg alone");
                        });
    }

    /** The next call that is offered. */
    Offered offered(Duration patience) throws InterruptedException {
        return next(
                offered,
                patience,
                "each call is offered to the router",
                "no call was offered",
                "call IncomingCalls.offer for each one that comes");
    }

    /** The next call that is answered. */
    LegCall answered(Duration patience) throws InterruptedException {
        return next(
                answered,
                patience,
                "a call that is taken is answered, with a leg",
                "no leg was brought",
                "call IncomingCalls.answer when the decision is Accept");
    }

    /** Ends all calls that are left. */
    void close() {
        for (WeakReference<CallerLeg> each : legs) {
            CallerLeg leg = each.get();
            if (leg != null) {
                leg.close(CloseReason.NORMAL);
            }
        }
    }

    boolean hasOffered() {
        return !offered.isEmpty();
    }

    boolean hasAnswered() {
        return !answered.isEmpty();
    }

    private static <T> T next(
            BlockingQueue<T> queue, Duration patience, String rule, String seen, String remedy)
            throws InterruptedException {
        @Nullable T next = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (next == null) {
            throw Finding.of(rule, seen + " within " + patience, remedy, null);
        }
        return next;
    }
}
