package io.patchbay.audio;

import java.nio.ByteBuffer;

/**
 * How loud sound is, in dB of full scale: a sine that just does not clip has -3 dB, digital silence
 * has {@link #SILENCE}. Stateless; any thread may call.
 */
public final class Level {

    /** The level of digital silence. */
    public static final double SILENCE = Double.NEGATIVE_INFINITY;

    private Level() {}

    /** The RMS level of {@code length} samples; {@link #SILENCE} for none. */
    public static double of(short[] pcm, int offset, int length) {
        double squares = 0;
        for (int i = 0; i < length; i++) {
            squares += (double) pcm[offset + i] * pcm[offset + i];
        }
        return decibels(squares, length);
    }

    /**
     * The RMS level of the samples between the position and the limit of {@code pcm}, which do not
     * move; {@link #SILENCE} for none.
     *
     * @param pcm 16-bit little-endian samples
     */
    public static double of(ByteBuffer pcm) {
        int length = pcm.remaining() / 2;
        double squares = 0;
        for (int i = 0; i < length; i++) {
            int at = pcm.position() + 2 * i;
            int sample = pcm.get(at + 1) << 8 | pcm.get(at) & 0xFF;
            squares += (double) sample * sample;
        }
        return decibels(squares, length);
    }

    private static double decibels(double squares, int length) {
        return squares == 0 ? SILENCE : 10 * Math.log10(squares / length / (32_768.0 * 32_768.0));
    }
}
