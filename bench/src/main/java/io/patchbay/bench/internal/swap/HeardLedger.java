package io.patchbay.bench.internal.swap;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the session received of the model's numbered frames, and what of it the caller heard: each
 * once and in order, except the rest of an answer that was interrupted (RULES 42). On the session's
 * loop; the counters are read from any thread.
 */
final class HeardLedger {

    private static final long FRAME_NANOS = Frames.MILLIS * 1_000_000L;

    private record Waiting(int number, @Nullable String item, long since) {}

    private final String call;
    private final Faults faults;
    private final Delays delays;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Set<String> interrupted = new HashSet<>();
    private @Nullable String newest;
    private int lastReceived = -1;

    /** A frame that the caller heard while the session is at it still. */
    private int early = -1;

    private long lastHeardAt;
    private volatile long received;
    private volatile long heard;
    private volatile long lost;

    HeardLedger(String call, Faults faults, Delays delays) {
        this.call = call;
        this.faults = faults;
        this.delays = delays;
    }

    /** The session has a frame. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void received(long frame, @Nullable String item) {
        if (frame < 0) {
            faults.add(call + ": a frame of the model's is damaged");
            return;
        }
        int number = Frames.number(frame);
        if (number <= lastReceived) {
            faults.add(call + ": model's frame " + number + " came after " + lastReceived);
        }
        if (item != null && !item.equals(newest)) {
            newest = item;
            // what is interrupted is never older than what waits
            interrupted.removeIf(old -> !old.equals(item) && !waits(old));
        }
        lastReceived = number;
        received++;
        if (number == early) {
            early = -1;
            return;
        }
        waiting.add(new Waiting(number, item, System.nanoTime()));
    }

    private boolean waits(String item) {
        return waiting.stream().anyMatch(one -> item.equals(one.item()));
    }

    /** The caller hears a frame. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void heard(long frame) {
        if (frame < 0) {
            faults.add(call + ": a frame that the caller hears is damaged");
            return;
        }
        int number = Frames.number(frame);
        long now = System.nanoTime();
        heard++;
        while (!waiting.isEmpty() && waiting.element().number() < number) {
            dropped(waiting.remove());
        }
        if (waiting.isEmpty() || waiting.element().number() != number) {
            if (number > lastReceived && early < 0) {
                early = number;
                lastHeardAt = now;
            } else {
                faults.add(call + ": the caller hears frame " + number + " once more");
            }
            return;
        }
        long due = Math.max(waiting.remove().since(), lastHeardAt + FRAME_NANOS);
        delays.took(now - due);
        lastHeardAt = now;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void dropped(Waiting frame) {
        if (frame.item() == null || !interrupted.contains(frame.item())) {
            lost++;
            faults.add(call + ": model's frame " + frame.number() + " was received and not played");
        }
    }

    /** The answer is silenced because the caller speaks: the rest of it is not to be heard. */
    void interrupted() {
        for (Waiting one : waiting) {
            interrupted.add(Objects.requireNonNullElse(one.item(), ""));
        }
        if (newest != null) {
            interrupted.add(newest);
        }
    }

    /** Whether all that was received is played. On the session's loop. */
    boolean played() {
        return waiting.isEmpty();
    }

    /** Nothing more will be heard. */
    void close() {
        while (!waiting.isEmpty()) {
            dropped(waiting.remove());
        }
    }

    /** Frames that the session received. */
    long received() {
        return received;
    }

    /** Frames that the caller heard. */
    long heard() {
        return heard;
    }

    /** Frames that were received and not played, though nobody interrupted. */
    long lost() {
        return lost;
    }
}
