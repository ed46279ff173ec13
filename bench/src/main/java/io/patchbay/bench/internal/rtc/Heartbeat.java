package io.patchbay.bench.internal.rtc;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One thread that moves all callers on, each 20 ms. */
public final class Heartbeat implements AutoCloseable {

    private final List<Runnable> all = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    task -> new Thread(task, "bench-tone-callers"));

    /** Begins; nobody is moved yet. */
    public Heartbeat() {
        clock.scheduleAtFixedRate(
                () -> all.forEach(Runnable::run), 0, Markers.WINDOW_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** This one too. */
    public void add(Runnable beat) {
        all.add(beat);
    }

    /** This one no longer. */
    public void remove(Runnable beat) {
        all.remove(beat);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
