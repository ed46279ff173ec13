package io.patchbay.api.session;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The thread-like place where everything of one session happens, one task after the other.
 *
 * <p>A session keeps one loop for life. A loop serves many sessions, so a task must never block.
 * Connections of the session are registered on the same loop where the transport can, so that an
 * audio frame needs no hand-over.
 */
@ProviderType
public interface SerialLoop extends Executor {

    /**
     * Runs {@code task} after everything that was handed over before it. Returns at once, from any
     * thread. An exception of the task is logged and does not end the loop.
     *
     * @throws java.util.concurrent.RejectedExecutionException when the loop has ended
     */
    @Override
    void execute(Runnable task);

    /**
     * Runs {@code task} once after {@code delay}. From any thread.
     *
     * @return a handle that takes the task back
     * @throws java.util.concurrent.RejectedExecutionException when the loop has ended
     */
    Timer schedule(Runnable task, Duration delay);

    /** Whether the caller runs on this loop. */
    boolean inLoop();

    /**
     * The loop's monotonic clock in nanoseconds; the only clock that session code reads. Tests may
     * drive it by hand.
     */
    long nanoTime();

    /** A task that waits for its time. */
    @ProviderType
    interface Timer {

        /**
         * Takes the task back; false when it has run, runs, or was taken back before. From any
         * thread.
         */
        boolean cancel();
    }
}
