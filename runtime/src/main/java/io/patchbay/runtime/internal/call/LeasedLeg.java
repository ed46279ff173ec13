package io.patchbay.runtime.internal.call;

import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities;
import io.patchbay.runtime.internal.session.Lease;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A caller's leg that keeps its plug in use until it is gone (RULES 27). */
final class LeasedLeg implements CallerLeg {
    /** A leg that was closed tells its end; one that does not is given up. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final CallerLeg leg;
    private final Lease<?> lease;
    private volatile @Nullable SerialLoop joined;
    private volatile @Nullable Ears ears;

    LeasedLeg(CallerLeg leg, Lease<?> lease) {
        this.leg = leg;
        this.lease = lease;
        lease.onRevoked(() -> close(CloseReason.NORMAL));
    }

    @Override
    public String id() {
        return leg.id();
    }

    @Override
    public String kind() {
        return leg.kind();
    }

    @Override
    public LegCapabilities capabilities() {
        return leg.capabilities();
    }

    @Override
    public Map<String, String> metadata() {
        return leg.metadata();
    }

    @Override
    public void join(SerialLoop loop, Listener listener) {
        Ears own = new Ears(listener, lease);
        ears = own;
        joined = loop;
        leg.join(loop, own);
    }

    @Override
    public AudioSink sink() {
        return leg.sink();
    }

    @Override
    public boolean muted() {
        return leg.muted();
    }

    @Override
    public void mute(boolean on) {
        leg.mute(on);
    }

    @Override
    public CompletionStage<Void> control(Control control) {
        return leg.control(control);
    }

    @Override
    public void close(CloseReason reason) {
        SerialLoop loop = joined;
        try {
            leg.close(reason);
        } finally {
            Ears own = ears;
            if (loop == null || own == null) {
                lease.release();
            } else {
                later(loop, own, reason);
            }
        }
    }

    private void later(SerialLoop loop, Ears own, CloseReason reason) {
        try {
            loop.execute(() -> loop.schedule(() -> own.onClosed(reason), FAREWELL));
        } catch (RejectedExecutionException e) {
            lease.release(); // the loop has ended: nobody will hear it tell
        }
    }

    /** The session's ears, and an ear for the end, of which the session hears once. On the loop. */
    private static final class Ears implements Listener {
        private final Listener session;
        private final Lease<?> lease;
        private boolean over;

        Ears(Listener session, Lease<?> lease) {
            this.session = session;
            this.lease = lease;
        }

        @Override
        public void onAudio(ByteBuffer frame) {
            session.onAudio(frame);
        }

        @Override
        public void onRinging() {
            session.onRinging();
        }

        @Override
        public void onMediaUp() {
            session.onMediaUp();
        }

        @Override
        public void onDtmf(String key) {
            session.onDtmf(key);
        }

        @Override
        public void onHold(boolean on) {
            session.onHold(on);
        }

        @Override
        public void onInputEnd() {
            session.onInputEnd();
        }

        @Override
        public void onClosed(CloseReason reason) {
            if (over) {
                return;
            }
            over = true;
            try {
                session.onClosed(reason);
            } finally {
                lease.release();
            }
        }
    }
}
