package io.patchbay.bench.internal.edge;

import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.List;

/** Sends 50 messages a second on each of the lines of one loop, evenly spread. On that loop. */
final class Pacer implements Runnable {

    private static final long FRAME_NANOS = Duration.ofMillis(20).toNanos();

    private final SerialLoop loop;
    private final List<EchoLine> lines;
    private final int frames;
    private long begun;
    private int sent;

    /** Sends {@code frames} on each. */
    Pacer(SerialLoop loop, List<EchoLine> lines, int frames) {
        this.loop = loop;
        this.lines = lines;
        this.frames = frames;
    }

    /** From any thread. */
    void start() {
        loop.execute(
                () -> {
                    begun = loop.nanoTime();
                    run();
                });
    }

    @Override
    public void run() {
        long passed = loop.nanoTime() - begun;
        while (sent < frames * lines.size() && at(sent) <= passed) {
            if (!lines.get(sent % lines.size()).send()) {
                return; // whoever waits for all of them says so
            }
            sent++;
        }
        if (sent < frames * lines.size()) {
            loop.schedule(this, Duration.ofNanos(Math.max(0, at(sent) - passed)));
        }
    }

    /** When this one is due, in nanoseconds since the begin. */
    private long at(int index) {
        return FRAME_NANOS * index / lines.size();
    }
}
