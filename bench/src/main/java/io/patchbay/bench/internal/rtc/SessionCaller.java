package io.patchbay.bench.internal.rtc;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionState;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An application that speaks and listens by itself. */
public final class SessionCaller implements SessionListener, ToneCaller {

    private static final int RATE = 24_000;

    private final RealtimeSession session;
    private final TonePhone phone;
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Queue<Swap> swaps = new ConcurrentLinkedQueue<>();
    private volatile boolean closing;

    /** A caller in a session that is not connected yet. */
    public SessionCaller(RealtimeSession session, ToneCall call, long seed) {
        this.session = session;
        this.phone = new TonePhone(call, RATE, seed, session::sendAudio);
        session.listenInline(this);
    }

    @Override
    public void tick() {
        if (!closing) {
            phone.tick();
        }
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        phone.hear(chunk.bytes(), chunk.format().sampleRate());
    }

    @Override
    public void onEvent(SessionEvent event) {
        if (event instanceof SessionEvent.AudioStopped) {
            phone.pause();
        } else if (event instanceof SessionEvent.Swapped e) {
            swaps.add(e.swap());
        } else if (event instanceof SessionEvent.StateChanged e) {
            if (e.state() == SessionState.CLOSED && !closing) {
                complaints.add("the session closed: " + e.reason());
            }
        } else if (event instanceof SessionEvent.Error e) {
            complaints.add("error of " + e.source() + ": " + e.message());
        } else if (event instanceof SessionEvent.Warning e) {
            complaints.add("warning " + e.code() + ": " + e.message());
        }
    }

    /** The session. */
    public RealtimeSession session() {
        return session;
    }

    /** Swaps that the session told of, to be taken. */
    public Queue<Swap> swaps() {
        return swaps;
    }

    @Override
    public TonePhone phone() {
        return phone;
    }

    @Override
    public boolean connected() {
        return session.state() == SessionState.CONNECTED;
    }

    @Override
    public Queue<String> complaints() {
        return complaints;
    }

    @Override
    public void hangUp() {
        closing = true;
        session.close();
    }
}
