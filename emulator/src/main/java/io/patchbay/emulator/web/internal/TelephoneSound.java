package io.patchbay.emulator.web.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.AudioConverter;
import io.patchbay.audio.PacedSound;
import java.nio.ByteBuffer;

/**
 * Speech at 24 kHz on its way into a telephone call. What was converted and finds no room waits
 * here, one frame at most, and is said to be taken. On the call's loop.
 */
final class TelephoneSound implements PacedSound {

    /** The longest piece that is offered at once. */
    private static final int FRAME_BYTES = 960;

    private final PacedSound line;
    private final AudioConverter converter;
    private final ByteBuffer waiting;
    private final int bytesPerSecond;

    /** Sound for a line of {@code sampleRate}. */
    TelephoneSound(PacedSound line, int sampleRate) {
        this.line = line;
        this.converter =
                AudioConverter.between(AudioFormat.PCM16_24K, AudioFormat.pcm16(sampleRate));
        this.waiting = ByteBuffer.allocate(converter.maxOutput(FRAME_BYTES));
        this.waiting.limit(0);
        this.bytesPerSecond = 2 * sampleRate;
    }

    @Override
    public boolean offer(ByteBuffer frame) {
        if (!passOn()) {
            return false;
        }
        waiting.clear();
        converter.convert(frame, waiting);
        waiting.flip();
        passOn();
        return true;
    }

    /** Gives the line what waits; false when it has no room. */
    private boolean passOn() {
        return !waiting.hasRemaining() || line.offer(waiting);
    }

    /** The line has room again. */
    void writable() {
        passOn();
    }

    @Override
    public void flush() {
        waiting.limit(0);
        converter.reset();
        line.flush();
    }

    @Override
    public void pause() {
        line.pause();
    }

    @Override
    public void resume() {
        line.resume();
    }

    @Override
    public void mute(boolean on) {
        line.mute(on);
    }

    @Override
    public long sentMicros() {
        return line.sentMicros();
    }

    @Override
    public long waitingMicros() {
        return line.waitingMicros() + waiting.remaining() * 1_000_000L / bytesPerSecond;
    }

    @Override
    public long trimmedMicros() {
        return line.trimmedMicros();
    }
}
