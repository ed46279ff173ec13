package io.patchbay.console.internal.watch;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all sessions together may take in memory for being looked at. When it is full, each of them
 * keeps its share. For any thread.
 */
final class Memory {

    private final long most;
    private final AtomicLong used = new AtomicLong();
    private final AtomicInteger sharers = new AtomicInteger();

    Memory(long most) {
        this.most = most;
    }

    /** More, or less, is in use. */
    void add(long bytes) {
        used.addAndGet(bytes);
    }

    /** Somebody more has a share. */
    void join() {
        sharers.incrementAndGet();
    }

    /** Somebody needs none any more. */
    void leave() {
        sharers.decrementAndGet();
    }

    boolean full() {
        return used.get() > most;
    }

    /** What each may have when it is full, in bytes. */
    long share() {
        return most / Math.max(1, sharers.get());
    }

    long used() {
        return used.get();
    }
}
