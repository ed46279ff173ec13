package io.patchbay.console.internal.watch;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Beats four times a second for the sessions that somebody looks at, and not at all while nobody
 * does: levels go out with each beat, details when something changed, and once a second in any
 * case, for what changes without an event. For any thread.
 */
final class Pulse implements WatchedSession.Watcher {

    static final long BEAT_MILLIS = 250;
    private static final int BEATS_A_SECOND = 4;

    private static final class Beaten {
        private volatile boolean dirty;
        private int beats;
    }

    private final ConcurrentHashMap<WatchedSession, Beaten> sessions = new ConcurrentHashMap<>();
    private final ScheduledExecutorService work;
    private @Nullable ScheduledFuture<?> beating;

    Pulse(ScheduledExecutorService work) {
        this.work = work;
    }

    /** Somebody looks at it; one that has ended does not change any more. */
    synchronized void begin(WatchedSession session) {
        if (session.live().isEmpty()) {
            return;
        }
        sessions.computeIfAbsent(session, s -> new Beaten());
        if (beating == null) {
            beating =
                    work.scheduleAtFixedRate(
                            this::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void swapped(ObjectNode swap) {
        // the change that it is comes by itself
    }

    @Override
    public void changed(WatchedSession session) {
        Beaten beaten = sessions.get(session);
        if (beaten != null) {
            beaten.dirty = true;
        }
    }

    /** One beat. */
    void beat() {
        Set<WatchedSession> seen = sessions.keySet();
        for (WatchedSession session : seen) {
            Beaten beaten = sessions.get(session);
            boolean over = session.streams().isEmpty() || session.live().isEmpty();
            if (over) {
                sessions.remove(session);
            }
            if (beaten != null) {
                beat(session, beaten);
            }
        }
        rest();
    }

    private static void beat(WatchedSession session, Beaten beaten) {
        session.tellLevels();
        long missed = session.missed();
        if (missed > 0) {
            session.streams().forEach(stream -> stream.gap(missed));
        }
        boolean due = ++beaten.beats >= BEATS_A_SECOND && session.live().isPresent();
        if (beaten.dirty || due) {
            beaten.dirty = false;
            beaten.beats = 0;
            session.refresh();
        }
    }

    private synchronized void rest() {
        if (sessions.isEmpty() && beating != null) {
            beating.cancel(false);
            beating = null;
        }
    }
}
