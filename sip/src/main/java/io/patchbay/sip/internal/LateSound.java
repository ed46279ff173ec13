package io.patchbay.sip.internal;

import io.patchbay.audio.PacedSound;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The way out of a call, which is there before its sockets are: full until then. */
final class LateSound implements PacedSound {

    private @Nullable PacedSound sound;
    private boolean paused;
    private boolean muted;
    private boolean refused;

    /** It is there. Returns whether somebody waits for room. */
    boolean is(PacedSound sound) {
        this.sound = sound;
        if (paused) {
            sound.pause();
        }
        if (muted) {
            sound.mute(true);
        }
        return refused;
    }

    @Override
    public boolean offer(ByteBuffer frame) {
        PacedSound to = sound;
        refused |= to == null;
        return to != null && to.offer(frame);
    }

    @Override
    public void flush() {
        PacedSound to = sound;
        if (to != null) {
            to.flush();
        }
    }

    @Override
    public void pause() {
        paused = true;
        PacedSound to = sound;
        if (to != null) {
            to.pause();
        }
    }

    @Override
    public void resume() {
        paused = false;
        PacedSound to = sound;
        if (to != null) {
            to.resume();
        }
    }

    @Override
    public void mute(boolean on) {
        muted = on;
        PacedSound to = sound;
        if (to != null) {
            to.mute(on);
        }
    }

    @Override
    public long sentMicros() {
        PacedSound to = sound;
        return to == null ? 0 : to.sentMicros();
    }

    @Override
    public long waitingMicros() {
        PacedSound to = sound;
        return to == null ? 0 : to.waitingMicros();
    }

    @Override
    public long trimmedMicros() {
        PacedSound to = sound;
        return to == null ? 0 : to.trimmedMicros();
    }
}
