package io.patchbay.console.internal;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The answers that go on. For any thread. */
final class Feeds implements AutoCloseable {

    /** Streams at once; one more is refused. What a change tells of its steps is none of them. */
    static final int MOST = 512;

    /** Streams at once of one browser, or of all who show one token. */
    static final int MOST_OF_ONE = 256;

    /** What may wait for all their readers together. */
    private static final long MOST_BYTES = 64L << 20;

    private static final int BEAT_SECONDS = 15;

    private final Waiting waiting = new Waiting(MOST_BYTES);
    private final Set<ServletFeed> open = ConcurrentHashMap.newKeySet();

    /** Whose each stream is; guarded by itself. */
    private final Map<Object, Visit> streams = new HashMap<>();

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

    /**
     * Takes a place for one more stream.
     *
     * @return gives it back; empty when all are taken
     */
    Optional<Runnable> place(Visit visit) {
        Object place = new Object();
        synchronized (streams) {
            if (streams.size() >= MOST
                    || Collections.frequency(streams.values(), visit) >= MOST_OF_ONE) {
                return Optional.empty();
            }
            streams.put(place, visit);
        }
        return Optional.of(() -> giveBack(place));
    }

    private void giveBack(Object place) {
        synchronized (streams) {
            streams.remove(place);
        }
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
