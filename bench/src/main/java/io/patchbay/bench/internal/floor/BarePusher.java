package io.patchbay.bench.internal.floor;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** One thread that does something each 10 ms, counted from the first time. */
public final class BarePusher implements AutoCloseable {

    private static final long EVERY_NANOS = 10_000_000;

    private final List<Runnable> pushes = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "bench-bare-pusher");
    private volatile boolean over;

    /** Begins; nothing is pushed yet. */
    public BarePusher() {
        thread.start();
    }

    /** This too. */
    public void add(Runnable push) {
        pushes.add(push);
    }

    private void run() {
        long next = System.nanoTime();
        while (!over) {
            pushes.forEach(Runnable::run);
            next += EVERY_NANOS;
            for (long wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
        }
    }

    /** Ends; afterwards nothing is pushed any more. */
    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
