package io.patchbay.emulator.speech.internal;

import io.patchbay.audio.Resampler;
import java.util.Arrays;

/** Changes the rate of a sound that is there as a whole, without the delay of a stream. */
final class Resampling {
    private Resampling() {}

    /**
     * Converts a whole sound.
     *
     * @param in left as it is
     * @param resampler a fresh one
     * @return as long in time as {@code in}, and aligned with it; the same array if the rates are
     *     equal
     */
    static short[] whole(short[] in, Resampler resampler) {
        if (resampler.isIdentity() || in.length == 0) {
            return in;
        }
        int delayIn = (int) Math.round(resampler.delayMicros() * 1e-6 * resampler.fromRate());
        short[] extended = Arrays.copyOf(in, in.length + delayIn);
        short[] out = new short[resampler.maxSamples(extended.length)];
        int written = resampler.resample(extended, 0, extended.length, out, 0);
        int delayOut = (int) ((long) delayIn * resampler.toRate() / resampler.fromRate());
        int length =
                (int)
                        (((long) in.length * resampler.toRate() + resampler.fromRate() - 1)
                                / resampler.fromRate());
        return Arrays.copyOfRange(out, delayOut, Math.min(written, delayOut + length));
    }
}
