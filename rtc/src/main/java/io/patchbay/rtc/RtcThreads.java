package io.patchbay.rtc;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where the blocking calls to an engine run, and whose clock paces its sound. Links use threads of
 * their own home; an engine with a clock of its own, as in a test that moves the time by hand, says
 * so with {@link RtcEngine#threads()}.
 */
@ConsumerType
public interface RtcThreads {

    /**
     * Runs a call that may block, after this method has returned. The calls of one link are handed
     * over one at a time. From any thread.
     */
    void work(Runnable call);

    /**
     * Runs {@code tick} once every 10 ms from now on, counted from the first. On a thread that may
     * block.
     *
     * @param tick does not throw
     */
    Pace pace(Runnable tick);

    /** Something that runs every 10 ms. */
    @ConsumerType
    interface Pace {

        /** No tick begins any more; waits for one that runs. On a thread that may block. */
        void stop();
    }
}
