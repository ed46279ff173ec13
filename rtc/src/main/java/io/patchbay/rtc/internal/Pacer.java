package io.patchbay.rtc.internal;

import io.patchbay.rtc.RtcThreads.Pace;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread that ticks for all links, every 10 ms by absolute deadlines: a late tick is followed
 * by an early one, so that the rate holds. After a longer standstill it makes up for a few ticks
 * and forgets the others; the far end's jitter buffer could not use them.
 */
final class Pacer {

    static final long PERIOD = 10_000_000;

    /** Ticks that are made up for in one go: 100 ms, which a jitter buffer bridges. */
    static final int CATCH_UP = 10;

    private static final long IDLE_NANOS = 5_000_000_000L;
    private static final long JOIN_NANOS = 5_000_000_000L;
    private static final System.Logger LOG = System.getLogger(Pacer.class.getName());

    private final Object lock = new Object();

    /** Replaced as a whole, under the lock. */
    private volatile Entry[] entries = new Entry[0];

    private @Nullable Thread thread;

    /** Rounds that have begun and ended; equal while the thread is not in any. */
    private volatile long begun;

    private volatile long ended;

    /** Adds one; the thread is started when there is none. */
    Pace add(Runnable tick) {
        Entry entry = new Entry(tick);
        synchronized (lock) {
            Entry[] old = entries;
            Entry[] grown = Arrays.copyOf(old, old.length + 1);
            grown[old.length] = entry;
            entries = grown;
            if (thread == null) {
                thread = SharedThreads.daemon(this::run, "patchbay-rtc-pacer");
                thread.setPriority(Thread.MAX_PRIORITY);
                thread.start();
            } else if (old.length == 0) {
                LockSupport.unpark(thread);
            }
        }
        return entry;
    }

    private void run() {
        long next = System.nanoTime();
        long idleSince = next;
        while (true) {
            Entry[] now = entries;
            if (now.length == 0) {
                if (retired(idleSince)) {
                    return;
                }
                LockSupport.parkNanos(this, IDLE_NANOS);
                next = System.nanoTime();
                continue;
            }
            long wait = next - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(this, wait);
                continue;
            }
            round();
            idleSince = System.nanoTime();
            next = following(next, idleSince);
        }
    }

    /** When the tick after the one of {@code due} is due, seen at {@code now}. */
    static long following(long due, long now) {
        long next = due + PERIOD;
        long late = now - next;
        return late > CATCH_UP * PERIOD ? next + late - late % PERIOD - CATCH_UP * PERIOD : next;
    }

    private void round() {
        begun++;
        for (Entry entry : entries) {
            try {
                entry.tick.run();
            } catch (RuntimeException | Error e) {
                entry.failed(e);
            }
        }
        ended++;
    }

    private boolean retired(long idleSince) {
        if (System.nanoTime() - idleSince < IDLE_NANOS) {
            return false;
        }
        synchronized (lock) {
            if (entries.length > 0) {
                return false;
            }
            thread = null;
            return true;
        }
    }

    private void remove(Entry entry) {
        Thread pacing;
        synchronized (lock) {
            entries = Arrays.stream(entries).filter(other -> other != entry).toArray(Entry[]::new);
            pacing = thread;
        }
        long round = begun;
        long start = System.nanoTime();
        while (pacing != Thread.currentThread() && ended < round) {
            if (System.nanoTime() - start > JOIN_NANOS) {
                LOG.log(System.Logger.Level.WARNING, "sound is stuck in the WebRTC engine");
                return;
            }
            LockSupport.parkNanos(this, 100_000);
        }
    }

    private final class Entry implements Pace {

        private final Runnable tick;
        private boolean reported;

        Entry(Runnable tick) {
            this.tick = tick;
        }

        /** Said once, and not a hundred times a second. */
        private void failed(Throwable e) {
            if (!reported) {
                reported = true;
                LOG.log(System.Logger.Level.ERROR, "a link could not be paced", e);
            }
        }

        @Override
        public void stop() {
            remove(this);
        }
    }
}
