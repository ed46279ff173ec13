package io.patchbay.rtc.internal;

import io.patchbay.rtc.RtcThreads;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The calls to one peer: one after the other, in order, on whatever worker is free. */
final class SerialCalls {

    private static final System.Logger LOG = System.getLogger(SerialCalls.class.getName());

    private final RtcThreads threads;
    private final Queue<Runnable> calls = new ConcurrentLinkedQueue<>();

    /** Calls that were handed over and have not ended. */
    private final AtomicInteger open = new AtomicInteger();

    SerialCalls(RtcThreads threads) {
        this.threads = threads;
    }

    /** Runs {@code call} on a worker. From any thread. */
    void execute(Runnable call) {
        calls.add(call);
        if (open.getAndIncrement() == 0) {
            threads.work(this::next);
        }
    }

    /** One call, then the others of this peer queue up anew: links take turns. */
    private void next() {
        Runnable call = calls.poll();
        try {
            if (call != null) {
                call.run();
            }
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a call to the WebRTC engine failed", e);
        }
        if (open.decrementAndGet() > 0) {
            threads.work(this::next);
        }
    }
}
