package io.patchbay.runtime.internal.plug;

import io.patchbay.api.plug.PlugInfo.State;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts who uses a plug and knows whether it may be used: one atomic word, so that taking,
 * releasing and draining may race on any threads (RULES 38).
 */
final class LeaseCount {

    private static final long DRAINING = 1L << 62;
    private static final long REVOKED = 1L << 61;
    private static final long USERS = REVOKED - 1;

    private final AtomicLong word = new AtomicLong();
    private final Runnable revoked;

    /**
     * An active count.
     *
     * @param revoked runs once, on the thread that ended the last use, or the plug
     */
    LeaseCount(Runnable revoked) {
        this.revoked = revoked;
    }

    /** One more user; false when the plug goes or is gone. */
    boolean acquire() {
        while (true) {
            long now = word.get();
            if ((now & ~USERS) != 0) {
                return false;
            }
            if (word.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    /**
     * One more user, also while the plug goes, as long as it has one: a call whose door is open
     * still. False when nobody uses it, or it is gone.
     */
    boolean join() {
        while (true) {
            long now = word.get();
            if ((now & REVOKED) != 0 || (now & USERS) == 0 && (now & DRAINING) != 0) {
                return false;
            }
            if (word.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    /**
     * One user less. To be called once for each {@link #acquire()} and {@link #join()} that
     * succeeded.
     */
    void release() {
        if (word.decrementAndGet() == DRAINING) {
            revoke();
        }
    }

    /** No new users; gone as soon as the last one is. Later calls do nothing. */
    void drain() {
        long before = word.getAndUpdate(now -> (now & ~USERS) == 0 ? now | DRAINING : now);
        if (before == 0) {
            revoke();
        }
    }

    /** Gone, whoever uses it. Later calls do nothing. */
    void revoke() {
        long before = word.getAndUpdate(now -> (now & USERS) | REVOKED);
        if ((before & REVOKED) == 0) {
            revoked.run();
        }
    }

    int users() {
        return (int) (word.get() & USERS);
    }

    State state() {
        long now = word.get();
        return (now & REVOKED) != 0
                ? State.REVOKED
                : (now & DRAINING) != 0 ? State.DRAINING : State.ACTIVE;
    }
}
