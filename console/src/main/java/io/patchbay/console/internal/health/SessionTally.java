package io.patchbay.console.internal.health;

import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionCounters;
import io.patchbay.api.session.SessionQueues;
import io.patchbay.api.session.SessionState;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What all sessions together count and keep waiting. What ended sessions had counted stays in the
 * sum, so that it only grows. For any thread.
 */
final class SessionTally {

    private static final SessionCounters NOTHING = new SessionCounters(0, 0, 0, 0, 0, 0, 0);

    private final Map<String, RealtimeSession> live = new ConcurrentHashMap<>();
    private SessionCounters ended = NOTHING;

    /** A session is there. */
    void opened(RealtimeSession session) {
        live.put(session.id(), session);
    }

    /** It is over. */
    synchronized void closed(RealtimeSession session) {
        if (live.remove(session.id(), session)) {
            ended = sum(ended, session.counters());
        }
    }

    /** Since the console began to watch. */
    synchronized SessionCounters counters() {
        SessionCounters all = ended;
        for (RealtimeSession session : live.values()) {
            all = sum(all, session.counters());
            if (session.state() == SessionState.CLOSED) {
                closed(session); // whoever was to tell of it was too slow
            }
        }
        return all;
    }

    /** What waits now, by session. */
    Map<String, SessionQueues> queues() {
        Map<String, SessionQueues> queues = new ConcurrentHashMap<>();
        live.forEach((id, session) -> queues.put(id, session.queues()));
        return queues;
    }

    private static SessionCounters sum(SessionCounters one, SessionCounters other) {
        return new SessionCounters(
                one.absorbedErrors() + other.absorbedErrors(),
                one.staleResults() + other.staleResults(),
                one.callsNotRun() + other.callsNotRun(),
                one.lateFrames() + other.lateFrames(),
                one.callerBytesDropped() + other.callerBytesDropped(),
                one.listenerFailures() + other.listenerFailures(),
                one.listenerDrops() + other.listenerDrops());
    }
}
