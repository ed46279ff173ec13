package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionCall;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionObserver;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.TransportEvent;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Those who watch all sessions of a runtime. Each pair of session and observer is joined once,
 * whichever of the two came first, and parted when either goes. For any thread.
 */
final class Observers {
    private final Supplier<Collection<Session>> live;
    private final CopyOnWriteArrayList<Watch> watches = new CopyOnWriteArrayList<>();

    Observers(Supplier<Collection<Session>> live) {
        this.live = live;
    }

    /** Watches what is live and what will be opened. */
    void add(SessionObserver observer) {
        Watch watch = new Watch(observer, Set.copyOf(observer.interests()));
        watches.add(watch);
        live.get().forEach(watch::join);
    }

    /** Watches no more: nothing is told to it after this returns but what is being told now. */
    void remove(SessionObserver observer) {
        for (Watch watch : watches) {
            if (watch.observer == observer && watches.remove(watch)) {
                watch.end();
                return;
            }
        }
    }

    /** A session was opened, and is among the live ones. */
    void opened(Session session) {
        watches.forEach(watch -> watch.join(session));
    }

    /** A session is over. */
    void closed(Session session) {
        watches.forEach(watch -> watch.joined.remove(session));
    }

    /** One observer and the sessions that it watches. */
    private final class Watch {
        private final SessionObserver observer;
        private final Set<SessionListener.Interest> interests;
        private final Map<Session, RealtimeSession.Subscription> joined = new ConcurrentHashMap<>();
        private volatile boolean over;

        Watch(SessionObserver observer, Set<SessionListener.Interest> interests) {
            this.observer = observer;
            this.interests = interests;
        }

        void join(Session session) {
            joined.computeIfAbsent(
                    session, s -> s.observed(new Relay(observer, session, interests)));
            if (over) {
                end(); // it went meanwhile
            } else if (session.state() == SessionState.CLOSED) {
                joined.remove(session);
            }
        }

        void end() {
            over = true;
            joined.values().forEach(RealtimeSession.Subscription::close);
            joined.clear();
        }
    }

    /** Asks the observer for its listener where that listener is called: on a worker. */
    static final class Relay implements SessionListener {
        private final SessionObserver observer;
        private final RealtimeSession session;
        private final Set<Interest> interests;
        private @Nullable SessionListener listener;
        private boolean asked;

        Relay(SessionObserver observer, RealtimeSession session, Set<Interest> interests) {
            this.observer = observer;
            this.session = session;
            this.interests = interests;
        }

        /** The first thing that happens here, unless so much waited that it was dropped. */
        void begin() {
            if (!asked) {
                asked = true;
                listener =
                        Objects.requireNonNull(
                                observer.observe(session), "the observer gives no listener");
            }
        }

        private @Nullable SessionListener listener() {
            begin();
            return listener;
        }

        @Override
        public Set<Interest> interests() {
            return interests;
        }

        @Override
        public void onEvent(SessionEvent event) {
            SessionListener current = listener();
            if (current != null) {
                current.onEvent(event);
            }
        }

        @Override
        public void onAudio(AudioChunk chunk) {
            SessionListener current = listener();
            if (current != null) {
                current.onAudio(chunk);
            }
        }

        @Override
        public void onCallerAudio(AudioChunk chunk) {
            SessionListener current = listener();
            if (current != null) {
                current.onCallerAudio(chunk);
            }
        }

        @Override
        public void onCall(SessionCall call) {
            SessionListener current = listener();
            if (current != null) {
                current.onCall(call);
            }
        }

        @Override
        public void onTransportEvent(TransportEvent event) {
            SessionListener current = listener();
            if (current != null) {
                current.onTransportEvent(event);
            }
        }
    }
}
