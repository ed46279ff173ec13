package io.patchbay.transport.browser.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CallerLeg;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes whole frames of 20 ms of what a page sends in pieces of any size: at once when one is full,
 * so that nothing is delayed, and silent ones while nothing comes. On the session's loop; nothing
 * is allocated for a frame.
 */
final class CallerFrames {

    private static final long FRAME_MILLIS = 20;
    private static final long FRAME_NANOS = FRAME_MILLIS * 1_000_000;

    /** So long a page may be late before silence takes its place. */
    private static final long LATE_NANOS = 3 * FRAME_NANOS;

    /** A loop that was late by more does not catch up. */
    private static final long MOST_LATE_NANOS = 1_000_000_000;

    private static final Duration BEAT = Duration.ofMillis(FRAME_MILLIS);

    private final byte[] frame;
    private final ByteBuffer view;
    private final byte silence;
    private final Runnable beat = this::beat;
    private @Nullable SerialLoop loop;
    private CallerLeg.@Nullable Listener listener;
    private SerialLoop.@Nullable Timer timer;
    private int filled;
    private long due;
    private boolean muted;

    CallerFrames(AudioFormat format) {
        frame = new byte[format.bytes(FRAME_MILLIS)];
        view = ByteBuffer.wrap(frame);
        silence = (byte) (format.encoding() == AudioFormat.Encoding.PCMU ? 0xff : 0);
    }

    /** From now on frames go to {@code listener}, without a pause. */
    void start(SerialLoop loop, CallerLeg.Listener listener) {
        this.loop = loop;
        this.listener = listener;
        due = loop.nanoTime() + FRAME_NANOS;
        timer = loop.schedule(beat, BEAT);
    }

    void stop() {
        listener = null;
        if (timer != null) {
            timer.cancel();
        }
    }

    void mute(boolean on) {
        muted = on;
    }

    boolean muted() {
        return muted;
    }

    /** A piece of sound, consumed during the call. */
    void take(ByteBuffer sound) {
        while (sound.hasRemaining()) {
            int length = Math.min(sound.remaining(), frame.length - filled);
            sound.get(frame, filled, length);
            filled += length;
            if (filled == frame.length) {
                hand();
                if (loop != null) {
                    due = loop.nanoTime() + LATE_NANOS;
                }
            }
        }
    }

    private void hand() {
        if (muted) {
            Arrays.fill(frame, silence);
        }
        filled = 0;
        CallerLeg.Listener told = listener;
        if (told != null) {
            told.onAudio(view.clear());
        }
    }

    private void beat() {
        SerialLoop at = loop;
        if (at == null || listener == null) {
            return;
        }
        if (at.nanoTime() - due > MOST_LATE_NANOS) {
            due = at.nanoTime();
        }
        while (listener != null && at.nanoTime() - due >= 0) {
            Arrays.fill(frame, filled, frame.length, silence);
            due += FRAME_NANOS;
            hand();
        }
        if (listener != null) {
            timer = at.schedule(beat, BEAT);
        }
    }
}
