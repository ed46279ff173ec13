package io.patchbay.console.internal;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes wait for slow readers, all together. For any thread. */
final class Waiting {

    private final long most;
    private final AtomicLong bytes = new AtomicLong();

    Waiting(long most) {
        this.most = most;
    }

    /** Whether that many more may wait; then they do. */
    boolean take(int more) {
        if (bytes.addAndGet(more) > most) {
            bytes.addAndGet(-more);
            return false;
        }
        return true;
    }

    /** That many wait no more. */
    void give(int fewer) {
        bytes.addAndGet(-fewer);
    }

    /** How many wait now. */
    long bytes() {
        return bytes.get();
    }
}
