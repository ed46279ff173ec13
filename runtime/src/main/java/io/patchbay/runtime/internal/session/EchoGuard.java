package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.AudioConverter;
import io.patchbay.audio.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the agent's own voice from the model where the microphone hears the speaker (RULES 21):
 * while the agent plays, and as long as a room answers, only sound of a certain level passes, or
 * none at all. What does not pass is silence of the same length. On the loop; nothing is allocated
 * per frame.
 */
final class EchoGuard {
    private static final long ROOM_NANOS = Duration.ofMillis(250).toNanos();

    private final Clock clock;
    private final Playout playout;
    private final @Nullable Double decibels;
    private final AudioConverter measuring;
    private final QuietFrames quiet;
    private ByteBuffer measured = ByteBuffer.allocate(0);
    private long sounded = -1;

    /**
     * Around the sound of one microphone.
     *
     * @param decibels what passes while the agent plays, in dB of full scale, or null for nothing
     */
    EchoGuard(Clock clock, Playout playout, AudioFormat format, @Nullable Double decibels) {
        this.clock = clock;
        this.playout = playout;
        this.quiet = new QuietFrames(format);
        this.decibels = decibels;
        this.measuring = AudioConverter.between(format, AudioFormat.PCM16_24K);
    }

    /** What the model is to hear of a frame. */
    ByteBuffer pass(ByteBuffer frame) {
        long now = clock.now();
        if (playout.sounding()) {
            sounded = now;
        }
        if (sounded < 0 || now - sounded > ROOM_NANOS) {
            return frame;
        }
        Double enough = decibels;
        if (enough != null && level(frame) >= enough) {
            return frame;
        }
        return quiet.of(frame.remaining());
    }

    private double level(ByteBuffer frame) {
        int room = measuring.maxOutput(frame.remaining());
        if (measured.capacity() < room) {
            measured = ByteBuffer.allocate(room);
        }
        measured.clear();
        measuring.convert(frame.duplicate(), measured);
        return Level.of(measured.flip());
    }
}
