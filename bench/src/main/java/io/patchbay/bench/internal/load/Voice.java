package io.patchbay.bench.internal.load;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Sound that looks like speech to a coder: a pulse train of changing pitch through two wandering
 * formants, in syllables with pauses. The same each time.
 */
final class Voice {

    static final int RATE = 24_000;
    static final int FRAME_MILLIS = 20;
    static final int FRAME_BYTES = RATE * 2 * FRAME_MILLIS / 1_000;

    private Voice() {}

    /** The given number of frames of 20 ms, PCM16 little-endian. */
    static byte[][] frames(int count) {
        byte[][] frames = new byte[count][FRAME_BYTES];
        double phase = 0;
        double[] low = new double[2];
        double[] high = new double[2];
        int sample = 0;
        for (byte[] frame : frames) {
            ByteBuffer pcm = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
            while (pcm.hasRemaining()) {
                double t = (double) sample++ / RATE;
                phase += (115 + 30 * Math.sin(2 * Math.PI * 0.7 * t)) / RATE;
                double pulse = phase >= 1 ? 1 : 0;
                phase -= Math.floor(phase);
                double syllable = Math.max(0, Math.sin(2 * Math.PI * 3.1 * t));
                double a = resonate(low, pulse, 550 + 250 * Math.sin(2 * Math.PI * 1.3 * t), 0.985);
                double b = resonate(high, a, 1_700 + 600 * Math.sin(2 * Math.PI * 0.9 * t), 0.97);
                double value = Math.tanh((a + b) * 0.12) * syllable * 20_000;
                pcm.putShort((short) value);
            }
        }
        return frames;
    }

    private static double resonate(double[] state, double in, double hertz, double radius) {
        double out =
                in
                        + 2 * radius * Math.cos(2 * Math.PI * hertz / RATE) * state[0]
                        - radius * radius * state[1];
        state[1] = state[0];
        state[0] = out;
        return out;
    }
}
