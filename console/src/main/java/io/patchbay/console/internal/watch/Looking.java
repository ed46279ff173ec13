package io.patchbay.console.internal.watch;

import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.transport.TransportEvent;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a session is heard by besides its events: its levels, from the beginning and at the cost of
 * a glance at each frame, and the wire while somebody looks. Guarded by the watched session's
 * monitor, but for what listens.
 */
final class Looking {

    private final WatchedSession watched;
    private @Nullable RealtimeSession session;
    private volatile @Nullable LevelMeter meter;
    private RealtimeSession.@Nullable Subscription sound;
    private RealtimeSession.@Nullable Subscription wire;
    private @Nullable LevelHistory whole;
    private int wireTappers;

    Looking(WatchedSession watched, RealtimeSession session, long start) {
        this.watched = watched;
        this.session = session;
        LevelMeter levels = new LevelMeter(start, session::nanoTime);
        meter = levels;
        sound = session.listenInline(levels);
    }

    void begin(boolean raw) {
        RealtimeSession known = session;
        wireTappers += raw ? 1 : 0;
        if (known != null && raw && wire == null) {
            wire = known.listen(new Wire(known));
        }
    }

    void leave(boolean raw) {
        wireTappers -= raw ? 1 : 0;
        if (wireTappers == 0 && wire != null) {
            wire.close();
            wire = null;
        }
    }

    /** The session has ended: nothing of it is held any more, but how loud it was. */
    void end() {
        LevelMeter levels = meter;
        if (levels != null) {
            whole = levels.whole();
            meter = null;
        }
        if (sound != null) {
            sound.close();
            sound = null;
        }
        if (wire != null) {
            wire.close();
            wire = null;
        }
        session = null;
    }

    /** What is kept of it after its end, in bytes. */
    int kept() {
        LevelHistory levels = whole;
        return levels == null ? 0 : levels.bytes();
    }

    /** The levels since the last time, if there are any. */
    Optional<ObjectNode> levels() {
        LevelMeter levels = meter;
        return levels == null ? Optional.empty() : levels.take();
    }

    /** The levels from the beginning to those that {@link #levels} gave last, if there are any. */
    Optional<ObjectNode> past() {
        LevelMeter levels = meter;
        LevelHistory past = levels == null ? whole : levels.past();
        return past == null || past.isEmpty() ? Optional.empty() : Optional.of(past.json());
    }

    private final class Wire implements SessionListener {
        private final RealtimeSession of;

        Wire(RealtimeSession of) {
            this.of = of;
        }

        @Override
        public Set<Interest> interests() {
            return EnumSet.of(Interest.RAW);
        }

        @Override
        public void onTransportEvent(TransportEvent event) {
            String line = watched.wholeLines().wire(of.nanoTime(), event);
            if (line != null) {
                watched.streams().forEach(stream -> stream.wire(line));
            }
        }
    }
}
