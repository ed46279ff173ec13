package io.patchbay.console.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The answers that go on. For any thread. */
final class Feeds implements AutoCloseable {

    /** At once; one more is refused. */
    static final int MOST = 512;

    /** What may wait for all their readers together. */
    private static final long MOST_BYTES = 64L << 20;

    private static final int BEAT_SECONDS = 15;

    private final Waiting waiting = new Waiting(MOST_BYTES);
    private final Set<ServletFeed> open = ConcurrentHashMap.newKeySet();

    Feeds(ScheduledExecutorService timer) {
        timer.scheduleAtFixedRate(
                () -> open.forEach(ServletFeed::beat),
                BEAT_SECONDS,
                BEAT_SECONDS,
                TimeUnit.SECONDS);
    }

    /** What waits for slow readers. */
    Waiting waiting() {
        return waiting;
    }

    /** Whether there may be one more. */
    boolean hasRoom() {
        return open.size() < MOST;
    }

    /** Lets one beat, until it ends or whoever asked for it leaves. */
    void add(ServletFeed feed, Visit visit) {
        Runnable leaving = feed::close;
        open.add(feed);
        visit.onEnd(leaving);
        // last: one that has ended already takes both back at once
        feed.onEnd(
                () -> {
                    open.remove(feed);
                    visit.forget(leaving);
                });
    }

    @Override
    public void close() {
        open.forEach(ServletFeed::close);
    }
}
