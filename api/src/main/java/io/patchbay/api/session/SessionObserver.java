package io.patchbay.api.session;

import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Watches all sessions of a runtime without touching them: telemetry, audit, supervision. In a
 * container it is a service that comes and goes; on a class path it is given to the builder or
 * found by {@link java.util.ServiceLoader}, with a public constructor without arguments.
 *
 * <p>An observer that comes late is given the sessions that are live; from one that goes they are
 * taken away. It runs off the loops of sessions, on worker threads, and cannot hurt them: what it
 * throws is counted and reported by the session concerned.
 */
@ConsumerType
public interface SessionObserver {

    /** What its listeners want to hear; asked once. Default: events. */
    default Set<SessionListener.Interest> interests() {
        return Set.of(SessionListener.Interest.EVENTS);
    }

    /**
     * A session was opened, or is live already. Called before anything of it is heard, on the
     * thread on which its listener is called afterwards.
     *
     * @return hears of this session until its end, one call at a time; its own {@link
     *     SessionListener#interests()} is not asked
     */
    SessionListener observe(RealtimeSession session);
}
