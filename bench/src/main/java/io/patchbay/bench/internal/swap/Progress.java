package io.patchbay.bench.internal.swap;

import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Says every few seconds how far a run is and how long it will take still. */
final class Progress implements AutoCloseable {

    private static final int EVERY_SECONDS = 5;

    /** From so many exchanges on their pace says something about the rest. */
    private static final int PACE = 10;

    private final SwapPlan plan;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "bench-progress"));
    private final long begun = System.nanoTime();
    private volatile String doing = "starts";
    private volatile int exchanged;
    private volatile long idleNanos;
    private volatile boolean reference;

    Progress(SwapPlan plan, Consumer<String> told) {
        this.plan = plan;
        clock.scheduleAtFixedRate(
                () -> told.accept(line()), EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** What is being done now. */
    void doing(String what) {
        doing = what;
    }

    /** So many bundles are exchanged. */
    void exchanged(int count) {
        exchanged = count;
    }

    /** Nothing was exchanged for so long, and will not be again. */
    void idled(long nanos) {
        idleNanos += nanos;
        reference = true;
    }

    private String line() {
        double seconds = (System.nanoTime() - begun) / 1e9;
        int done = exchanged;
        String line =
                String.format(
                        Locale.ROOT,
                        "%d of %d exchanges, %.0f s, %s",
                        done,
                        plan.swaps(),
                        seconds,
                        doing);
        if (done < PACE || done >= plan.swaps()) {
            return line;
        }
        double pace = (seconds - idleNanos / 1e9) / done;
        double left = (plan.swaps() - done) * pace + (reference ? 0 : plan.referenceSeconds());
        return line
                + (left > 90
                        ? String.format(Locale.ROOT, "; about %.0f min left", left / 60)
                        : String.format(Locale.ROOT, "; about %.0f s left", left));
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
