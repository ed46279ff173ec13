package io.patchbay.rtc.internal;

import io.patchbay.audio.PacedRing;
import io.patchbay.audio.PacedSound;
import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcPeer;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcThreads;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The sound of one link on its way out: the ring, the pacer that empties it, and its news. */
final class LinkSound implements PacedSound, PacedRing.Signals {

    private static final System.Logger LOG = System.getLogger(RtcLink.class.getName());

    private final FarEnd.Events events;
    private final PeerCalls peer;
    private final RtcThreads threads;
    private final boolean devices;
    private final PacedRing ring;
    private final ByteBuffer frame;
    private final AtomicBoolean writable = new AtomicBoolean();
    private final AtomicBoolean drained = new AtomicBoolean();
    private final Runnable writableTask;
    private final Runnable drainedTask;

    /** Of the peer's calls alone. */
    private RtcThreads.@Nullable Pace pace;

    /** Of the pacer alone: one refused frame is said once. */
    private boolean refused;

    LinkSound(
            RtcSettings settings,
            RtcLink.Listener listener,
            FarEnd.Events events,
            PeerCalls peer,
            RtcThreads threads) {
        this.events = events;
        this.peer = peer;
        this.threads = threads;
        this.devices = settings.devices();
        this.ring =
                new PacedRing(
                        settings.sendRate(),
                        settings.sendAheadMillis(),
                        settings.trimAboveMillis(),
                        this);
        this.frame = ByteBuffer.allocate(ring.frameBytes()).order(ByteOrder.LITTLE_ENDIAN);
        this.writableTask =
                () -> {
                    writable.set(false);
                    if (!events.over()) {
                        listener.onSoundWritable();
                    }
                };
        this.drainedTask =
                () -> {
                    drained.set(false);
                    // more may have been offered since: it is said when that has left
                    if (ring.isEmpty() && !events.over()) {
                        listener.onSoundSent();
                    }
                };
    }

    /** Packets flow from now on. On the loop, once. */
    void start() {
        if (!devices) {
            peer.call(connected -> pace = threads.pace(() -> tick(connected)));
        }
    }

    /** No frame is pushed any more when this returns. Among the peer's calls. */
    void stop() {
        RtcThreads.Pace running = pace;
        pace = null;
        if (running != null) {
            running.stop();
        }
    }

    private void tick(RtcPeer connected) {
        ring.take(frame.array());
        try {
            connected.push(frame.clear());
        } catch (RuntimeException | Error e) {
            if (!refused) {
                refused = true;
                LOG.log(System.Logger.Level.WARNING, "the WebRTC engine took no sound", e);
            }
        }
    }

    @Override
    public void writable() {
        if (writable.compareAndSet(false, true)) {
            events.onLoop(writableTask);
        }
    }

    @Override
    public void drained() {
        if (drained.compareAndSet(false, true)) {
            events.onLoop(drainedTask);
        }
    }

    @Override
    public boolean offer(ByteBuffer sound) {
        if (devices) {
            throw new IllegalStateException(
                    "this link sends what the microphone hears; open it without devices to send"
                            + " sound");
        }
        return ring.offer(sound);
    }

    @Override
    public void flush() {
        ring.flush();
    }

    @Override
    public void pause() {
        ring.pause();
    }

    @Override
    public void resume() {
        ring.resume();
    }

    @Override
    public void mute(boolean on) {
        ring.mute(on);
        if (devices) {
            peer.call(microphone -> microphone.muteDevices(on));
        }
    }

    @Override
    public long sentMicros() {
        return ring.sentMicros();
    }

    @Override
    public long waitingMicros() {
        return ring.waitingMicros();
    }

    @Override
    public long trimmedMicros() {
        return ring.trimmedMicros();
    }
}
