package io.patchbay.console.internal.watch;

import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionInfo;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionObserver;
import io.patchbay.api.session.SessionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The sessions that live, and those that ended a while ago. For any thread. */
final class WatchedSessions implements SessionObserver, WatchedSession.Watcher, AutoCloseable {

    /** So long the last events of a session may take to come. */
    private static final Duration UNTOLD = Duration.ofSeconds(10);

    private record Ended(WatchedSession session, long at) {}

    private final WatchSettings settings;
    private final Supplier<List<SessionInfo>> directory;
    private final ScheduledExecutorService work;
    private final LongSupplier clock;
    private final Memory memory;
    private final Map<String, WatchedSession> live = new LinkedHashMap<>();
    private final Map<String, Ended> ended = new LinkedHashMap<>();
    private final List<WatchedSession.Watcher> followers = new CopyOnWriteArrayList<>();
    private @Nullable ScheduledFuture<?> expiry;
    private boolean closed;

    /**
     * Nobody yet.
     *
     * @param directory what is live, asked when a session is met
     * @param work where what takes time is done
     * @param clock monotonic, in nanoseconds
     */
    WatchedSessions(
            WatchSettings settings,
            Supplier<List<SessionInfo>> directory,
            ScheduledExecutorService work,
            LongSupplier clock) {
        this.settings = settings;
        this.directory = directory;
        this.work = work;
        this.clock = clock;
        this.memory = new Memory(settings.allBytes());
    }

    /** Is told of every session that appears, changes or ends; must not block. */
    void follow(WatchedSession.Watcher follower) {
        followers.add(follower);
    }

    @Override
    public SessionListener observe(RealtimeSession session) {
        Duration age =
                directory.get().stream()
                        .filter(info -> info.id().equals(session.id()))
                        .map(SessionInfo::age)
                        .findFirst()
                        .orElse(Duration.ZERO);
        WatchedSession watched = new WatchedSession(session, age, settings, memory, this);
        WatchedSession before;
        synchronized (this) {
            if (closed) { // it would listen for ever
                watched.forget();
                return watched;
            }
            before = live.put(session.id(), watched);
            Ended gone = ended.remove(session.id());
            before = before == null && gone != null ? gone.session : before;
        }
        if (before != null) {
            before.forget(); // of another runtime, or of the same one after a new start
        }
        changed(watched);
        if (session.state() == SessionState.CLOSED) {
            // what happened in a short life is told still; of one that was over before, nothing is
            work.schedule(watched::over, UNTOLD.toMillis(), TimeUnit.MILLISECONDS);
        }
        return watched;
    }

    @Override
    public void swapped(ObjectNode swap) {
        followers.forEach(follower -> follower.swapped(swap));
    }

    @Override
    public void changed(WatchedSession session) {
        if (session.live().isEmpty()) {
            keep(session);
        } else if (memory.full()) {
            makeRoom();
        }
        followers.forEach(follower -> follower.changed(session));
    }

    private synchronized void keep(WatchedSession session) {
        if (!live.remove(session.id(), session)) {
            return;
        }
        ended.put(session.id(), new Ended(session, clock.getAsLong()));
        expire();
    }

    /** The ended ones go first; then every session keeps its share. */
    private void makeRoom() {
        List<WatchedSession> rest;
        synchronized (this) {
            while (memory.full() && !ended.isEmpty()) {
                forgetOldest();
            }
            rest = memory.full() ? List.copyOf(live.values()) : List.of();
        }
        rest.forEach(WatchedSession::trim);
    }

    private void forgetOldest() {
        String oldest = ended.keySet().iterator().next();
        Ended gone = ended.remove(oldest);
        if (gone != null) {
            work.execute(gone.session::forget);
        }
    }

    private synchronized void expire() {
        long now = clock.getAsLong();
        while (!ended.isEmpty()) {
            Ended oldest = ended.values().iterator().next();
            long left = settings.endedFor().toNanos() - (now - oldest.at);
            if (left > 0 && ended.size() <= settings.ended()) {
                if (expiry == null) {
                    expiry = work.schedule(this::expired, left, TimeUnit.NANOSECONDS);
                }
                return;
            }
            forgetOldest();
        }
    }

    private synchronized void expired() {
        expiry = null;
        expire();
    }

    /** One that lives, or is kept. */
    synchronized Optional<WatchedSession> session(String id) {
        WatchedSession known = live.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        Ended kept = ended.get(id);
        return kept == null ? Optional.empty() : Optional.of(kept.session);
    }

    /** All, the newest last. */
    synchronized List<WatchedSession> all() {
        List<WatchedSession> all = new ArrayList<>();
        ended.values().forEach(kept -> all.add(kept.session));
        all.addAll(live.values());
        return all;
    }

    /** As {@code GET v1/sessions} has them. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode list = json.putArray("sessions");
        all().forEach(session -> list.add(session.info()));
        return json;
    }

    /** What is kept of all sessions, in bytes. */
    long memory() {
        return memory.used();
    }

    @Override
    public void close() {
        List<WatchedSession> known;
        synchronized (this) {
            closed = true;
            known = all();
            live.clear();
            ended.clear();
        }
        known.forEach(WatchedSession::forget);
    }
}
