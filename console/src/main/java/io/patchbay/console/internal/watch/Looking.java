package io.patchbay.console.internal.watch;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.transport.TransportEvent;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a session is asked for only while somebody looks: its sound, for the levels, and the wire.
 * Guarded by the watched session's monitor, but for what listens.
 */
final class Looking {

    private final WatchedSession watched;
    private final long start;
    private volatile @Nullable RealtimeSession session;
    private RealtimeSession.@Nullable Subscription sound;
    private RealtimeSession.@Nullable Subscription wire;
    private volatile @Nullable LevelMeter meter;
    private int lookers;
    private int wireTappers;

    Looking(WatchedSession watched, RealtimeSession session, long start) {
        this.watched = watched;
        this.session = session;
        this.start = start;
    }

    void begin(boolean raw) {
        RealtimeSession known = session;
        lookers++;
        wireTappers += raw ? 1 : 0;
        if (known == null) {
            return;
        }
        if (sound == null) {
            LevelMeter levels = new LevelMeter(start, known.nanoTime());
            meter = levels;
            sound = known.listen(new Sound(known, levels));
        }
        if (raw && wire == null) {
            wire = known.listen(new Wire(known));
        }
    }

    void leave(boolean raw) {
        lookers--;
        wireTappers -= raw ? 1 : 0;
        if (lookers == 0 && sound != null) {
            sound.close();
            sound = null;
            meter = null;
        }
        if (wireTappers == 0 && wire != null) {
            wire.close();
            wire = null;
        }
    }

    /** The session has ended: nothing of it is held any more. */
    void end() {
        if (sound != null) {
            sound.close();
            sound = null;
        }
        if (wire != null) {
            wire.close();
            wire = null;
        }
        meter = null;
        session = null;
    }

    void on(SessionEvent event) {
        LevelMeter levels = meter;
        if (levels != null) {
            levels.on(event);
        }
    }

    /** The levels since the last time, if there are any. */
    Optional<ObjectNode> levels() {
        LevelMeter levels = meter;
        RealtimeSession known = session;
        return levels == null || known == null ? Optional.empty() : levels.take(known.nanoTime());
    }

    private record Sound(RealtimeSession session, LevelMeter levels) implements SessionListener {
        @Override
        public Set<Interest> interests() {
            return EnumSet.of(Interest.AUDIO, Interest.CALLER_AUDIO);
        }

        @Override
        public void onAudio(AudioChunk chunk) {
            levels.agent(session.nanoTime(), chunk);
        }

        @Override
        public void onCallerAudio(AudioChunk chunk) {
            levels.caller(session.nanoTime(), chunk);
        }
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
