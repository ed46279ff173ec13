package io.patchbay.audio;

import java.util.Arrays;

/**
 * How much a stream repeats itself with the period of a voice, 70 to 400 Hz: the normalised
 * autocorrelation of its low frequencies. A hiss does not, whatever its level.
 */
final class Voicing {

    private static final double LOWEST = 70;
    private static final double HIGHEST = 400;
    private static final double WINDOW_SECONDS = 0.030;

    private final Biquad rumble;
    private final Biquad[] lowPasses;
    private final int decimation;
    private final int shortest;
    private final int longest;
    private final int window;
    private final float[] past;
    private int skipped;

    Voicing(int rate) {
        rumble = Biquad.highPass(rate, 100, 0.7);
        // the two quality factors of a fourth-order Butterworth filter
        lowPasses =
                new Biquad[] {Biquad.lowPass(rate, 900, 0.541), Biquad.lowPass(rate, 900, 1.307)};
        // about 4 kHz are enough for periods and an eighth of the work
        decimation = Math.max(1, rate / 4_000);
        double slow = (double) rate / decimation;
        shortest = (int) (slow / HIGHEST);
        longest = (int) Math.ceil(slow / LOWEST);
        window = (int) (slow * WINDOW_SECONDS);
        past = new float[window + longest];
    }

    /** Hears a frame and says how periodic the latest sound is, 0 to 1. */
    double next(short[] pcm, int offset, int length) {
        int kept = (length + skipped) / decimation;
        System.arraycopy(past, kept, past, 0, past.length - kept);
        int at = past.length - kept;
        for (int i = 0; i < length; i++) {
            double low = rumble.next(pcm[offset + i]);
            low = lowPasses[1].next(lowPasses[0].next(low));
            if (++skipped == decimation) {
                skipped = 0;
                past[at++] = (float) low;
            }
        }
        return best();
    }

    private double best() {
        int now = longest;
        float own = 0;
        for (int i = now; i < past.length; i++) {
            own += past[i] * past[i];
        }
        // less than a unit of noise has no pitch
        if (own < window) {
            return 0;
        }
        double best = 0;
        for (int lag = shortest; lag <= longest; lag++) {
            float product = 0;
            float other = 0;
            for (int i = now; i < past.length; i++) {
                float then = past[i - lag];
                product += past[i] * then;
                other += then * then;
            }
            if (product > 0 && other > 0) {
                best = Math.max(best, product / Math.sqrt((double) own * other));
            }
        }
        return best;
    }

    void reset() {
        rumble.reset();
        for (Biquad lowPass : lowPasses) {
            lowPass.reset();
        }
        Arrays.fill(past, 0);
        skipped = 0;
    }
}
