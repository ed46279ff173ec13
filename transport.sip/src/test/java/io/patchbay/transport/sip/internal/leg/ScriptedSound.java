package io.patchbay.transport.sip.internal.leg;

import io.patchbay.audio.PacedSound;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Sound that leaves the moment it is offered. */
final class ScriptedSound implements PacedSound {

    private final ByteArrayOutputStream left = new ByteArrayOutputStream();
    private boolean paused;

    /** All that left. */
    synchronized byte[] left() {
        return left.toByteArray();
    }

    @Override
    public synchronized boolean offer(ByteBuffer frame) {
        if (paused) {
            return false;
        }
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        left.writeBytes(bytes);
        return true;
    }

    @Override
    public void flush() {
        // nothing ever waits
    }

    @Override
    public synchronized void pause() {
        paused = true;
    }

    @Override
    public synchronized void resume() {
        paused = false;
    }

    @Override
    public void mute(boolean on) {
        throw new UnsupportedOperationException("the leg mutes the caller, not the agent");
    }

    @Override
    public synchronized long sentMicros() {
        return left.size() * 1_000_000L / 16_000;
    }

    @Override
    public long waitingMicros() {
        return 0;
    }

    @Override
    public long trimmedMicros() {
        return 0;
    }
}
