package io.patchbay.bench.internal.sip;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.bench.internal.rtc.Looks;
import io.patchbay.bench.internal.rtc.ToneCall;
import io.patchbay.bench.internal.rtc.Waits;
import io.patchbay.net.EventLoops;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipDoors;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is left of calls that are over (RULES 55): both ends in this JVM, sound both ways, some at a
 * time. Heap, resident memory, threads, files and sockets after a warm-up, beside the same time
 * without calls.
 */
final class LeakStep {

    private static final int TOGETHER = 20;

    /**
     * At an even rate what transactions keep of the last half minute (RFC 3261) is always alike.
     */
    private static final long BEAT_NANOS = 500_000_000;

    /** A fifth of the looks come before those that count. */
    private static final int WARM_UP = 5;

    private final SipPlan plan;
    private final Results results;
    private final Consumer<String> told;
    private final ByteBuffer[] frames = Telephones.markers();
    private final AtomicInteger heard = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    LeakStep(SipPlan plan, Results results, Consumer<String> told) {
        this.plan = plan;
        this.results = results;
        this.told = told;
    }

    void run() throws IOException {
        int every = Math.max(TOGETHER, plan.calls() / plan.samples());
        Looks calls = new Looks();
        Looks still = new Looks();
        EventLoops loops = EventLoops.shared();
        try (SipDoor callee =
                        SipDoors.open(
                                "bench-leak-callee",
                                Telephones.settings().build(),
                                call -> {
                                    SerialLoop loop = loops.next();
                                    loop.execute(
                                            () -> {
                                                End end = new End();
                                                SipCall taken = call.take(loop, end);
                                                end.call = taken;
                                                taken.answer();
                                            });
                                });
                SipDoor caller =
                        SipDoors.open(
                                "bench-leak-caller",
                                Telephones.settings().build(),
                                call -> call.refuse(603, "it only calls", null))) {
            int made = 0;
            int warm = plan.calls() / WARM_UP;
            long begun = System.nanoTime();
            int counted = 0;
            long settled = begun + TimeUnit.SECONDS.toNanos(plan.floodSeconds());
            while (made < plan.calls()) {
                int until = Math.min(plan.calls(), made + every);
                while (made < until) {
                    int together = Math.min(TOGETHER, until - made);
                    long next = System.nanoTime() + BEAT_NANOS;
                    calls(caller, callee, together);
                    made += together;
                    Waits.pass(TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime()));
                }
                if (made > warm && System.nanoTime() > settled) {
                    if (counted++ == 0) {
                        begun = System.nanoTime();
                    }
                    told.accept("  after " + made + " calls: " + calls.take(made));
                } else {
                    told.accept("  after " + made + " calls, warming up");
                }
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            for (int i = 0; i < counted; i++) {
                Waits.pass((long) (seconds * 1e3 / counted / 2));
                told.accept("  without calls: " + still.take(i * every));
            }
        }
        Looks.judge(calls, still, results);
    }

    /** Some calls at a time, which end as soon as all have heard each other. */
    private void calls(SipDoor caller, SipDoor callee, int count) {
        List<SipCall> calls = new ArrayList<>();
        int all = 2 * count + heard.get();
        for (int i = 0; i < count; i++) {
            SerialLoop loop = EventLoops.shared().next();
            End end = new End();
            SipCall call = caller.call(SipTarget.of(Telephones.address(callee)), loop, end);
            end.call = call;
            calls.add(call);
        }
        Waits.until("all hear", () -> heard.get() == all);
        calls.forEach(call -> call.end(480, "done"));
        Waits.until("all are over", () -> ended.get() == all);
    }

    /** One end of a call: what comes brings the next that is said. */
    private final class End implements SipCall.Listener {
        private volatile @Nullable SipCall call;
        private boolean hears;
        private int next;

        @Override
        public void onAudio(ByteBuffer frame) {
            SipCall now = call;
            if (now != null) {
                now.out().offer(frames[next++ % frames.length].duplicate());
            }
            if (!hears && ToneCall.audible(frame)) {
                hears = true;
                heard.incrementAndGet();
            }
        }

        @Override
        public void onEnded(SipEnd end) {
            ended.incrementAndGet();
        }
    }
}
