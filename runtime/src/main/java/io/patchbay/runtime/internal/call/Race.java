package io.patchbay.runtime.internal.call;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.runtime.internal.work.Stacks;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Between somebody else's answer and the end of our patience: one of them wins. Any thread. */
final class Race {
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile SerialLoop.@Nullable Timer timer;
    private volatile @Nullable Thread inside;

    /** Runs {@code late} when nobody has won by then; at once when the runtime ends. */
    void limit(Supplier<SerialLoop> clock, Duration patience, Runnable late) {
        if (!isLimited(clock, patience, late) && won()) {
            late.run();
        }
    }

    /**
     * Runs {@code late} when nobody has won by then.
     *
     * @return false when the runtime ends and has no clock for it any more; then it never runs
     */
    boolean isLimited(Supplier<SerialLoop> clock, Duration patience, Runnable late) {
        try {
            timer =
                    clock.get()
                            .schedule(
                                    () -> {
                                        if (won()) {
                                            late.run();
                                        }
                                    },
                                    patience);
        } catch (RejectedExecutionException e) {
            return false;
        }
        if (over.get()) {
            cancel();
        }
        return true;
    }

    /** True for the first who asks. */
    boolean won() {
        if (!over.compareAndSet(false, true)) {
            return false;
        }
        cancel();
        return true;
    }

    private void cancel() {
        SerialLoop.Timer running = timer;
        if (running != null) {
            running.cancel();
        }
    }

    /** The thread that is at it, or null. */
    void inside(@Nullable Thread thread) {
        inside = thread;
    }

    /** Where that thread is. */
    String stack() {
        Thread thread = inside;
        return thread == null ? "no thread of ours" : Stacks.of(thread);
    }
}
