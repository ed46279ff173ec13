package io.patchbay.sip.internal;

import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** A real loop on which only what is due soon comes by itself; the rest when a test says so. */
final class HandTimers implements SerialLoop {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final SerialLoop loop;
    private final AtomicLong count = new AtomicLong();
    private final Map<Long, Waiting> waiting = new ConcurrentSkipListMap<>();

    private record Waiting(long dueNanos, Runnable task) {}

    private final AtomicLong passed = new AtomicLong();

    HandTimers(SerialLoop loop) {
        this.loop = loop;
    }

    /** Lets time pass for what waits. */
    void pass(Duration time) {
        long now = passed.addAndGet(time.toNanos());
        waiting.forEach(
                (key, each) -> {
                    if (each.dueNanos <= now && waiting.remove(key, each)) {
                        loop.execute(each.task);
                    }
                });
    }

    /** Waits until something is due after exactly that time from now. */
    void awaitTimer(Duration after) {
        long due = passed.get() + after.toNanos();
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (waiting.values().stream().noneMatch(each -> each.dueNanos == due)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("nothing is due after " + after);
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public Timer schedule(Runnable task, Duration delay) {
        if (delay.compareTo(SOON) < 0) {
            return loop.schedule(task, delay);
        }
        long key = count.incrementAndGet();
        waiting.put(key, new Waiting(passed.get() + delay.toNanos(), task));
        return () -> waiting.remove(key) != null;
    }

    @Override
    public boolean inLoop() {
        return loop.inLoop();
    }

    @Override
    public long nanoTime() {
        return loop.nanoTime() + passed.get();
    }
}
