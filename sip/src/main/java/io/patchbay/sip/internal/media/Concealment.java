package io.patchbay.sip.internal.media;

import java.util.Arrays;

/**
 * Makes up sound that was lost, of the sound before it: its last pitch periods are repeated and
 * fade away (as in Appendix I of ITU-T G.711, without its delay). What comes after is faded in.
 */
final class Concealment {

    private static final int LONGEST_PITCH_MICROS = 15_000;
    private static final int SHORTEST_PITCH_MICROS = 4_000;
    private static final int COMPARED_MICROS = 20_000;
    private static final int FULL_MICROS = 10_000;
    private static final int FADED_MICROS = 60_000;
    private static final int BLEND_MICROS = 5_000;

    private final int rate;
    private final short[] past;
    private final short[] period;
    private final short[] blend;
    private int length;
    private int at;
    private int madeUp;

    Concealment(int rate) {
        this.rate = rate;
        this.past = new short[samples(LONGEST_PITCH_MICROS + COMPARED_MICROS)];
        this.period = new short[samples(LONGEST_PITCH_MICROS)];
        this.blend = new short[samples(BLEND_MICROS)];
    }

    private int samples(int micros) {
        return (int) ((long) rate * micros / 1_000_000);
    }

    /** Sound has come; its beginning is changed when something was made up before it. */
    void heard(short[] pcm, int samples) {
        if (madeUp > 0) {
            int blended = Math.min(samples, blend.length);
            makeUp(blend, blended);
            for (int i = 0; i < blended; i++) {
                pcm[i] = (short) ((blend[i] * (blended - i) + pcm[i] * i) / blended);
            }
            madeUp = 0;
        }
        remember(pcm, samples);
    }

    /** Nothing was said: there is nothing to go on from. */
    void silence(short[] pcm, int samples) {
        if (madeUp > 0) {
            // lets what was made up fade out instead of breaking off
            makeUp(pcm, samples);
            for (int i = 0; i < samples; i++) {
                pcm[i] = (short) (pcm[i] * (samples - i) / samples);
            }
            madeUp = 0;
        } else {
            Arrays.fill(pcm, 0, samples, (short) 0);
        }
        remember(pcm, samples);
    }

    private void remember(short[] pcm, int samples) {
        if (samples >= past.length) {
            System.arraycopy(pcm, samples - past.length, past, 0, past.length);
        } else {
            System.arraycopy(past, samples, past, 0, past.length - samples);
            System.arraycopy(pcm, 0, past, past.length - samples, samples);
        }
    }

    /** Makes up what was lost. */
    void conceal(short[] pcm, int samples) {
        if (madeUp == 0) {
            findPeriod();
        }
        makeUp(pcm, samples);
    }

    private void makeUp(short[] pcm, int samples) {
        int full = samples(FULL_MICROS);
        int faded = samples(FADED_MICROS);
        for (int i = 0; i < samples; i++) {
            int gain = madeUp <= full ? faded - full : Math.max(0, faded - madeUp);
            pcm[i] = (short) ((long) period[at] * gain / (faded - full));
            at = at + 1 == length ? 0 : at + 1;
            madeUp++;
        }
    }

    /** The lag at which the end of the past is most like what was before. */
    private void findPeriod() {
        int shortest = samples(SHORTEST_PITCH_MICROS);
        int longest = period.length;
        int compared = samples(COMPARED_MICROS);
        int step = rate / 8_000;
        int best = longest;
        double likest = 0;
        for (int lag = shortest; lag <= longest; lag += step) {
            double likeness = likeness(lag, compared, step);
            if (likeness > likest) {
                likest = likeness;
                best = lag;
            }
        }
        int refined = best;
        for (int lag = Math.max(shortest, best - step + 1);
                step > 1 && lag < Math.min(longest + 1, best + step);
                lag++) {
            double likeness = likeness(lag, compared, 1);
            if (likeness > likest) {
                likest = likeness;
                refined = lag;
            }
        }
        takePeriod(refined);
    }

    private double likeness(int lag, int compared, int step) {
        double product = 0;
        double energy = 1;
        for (int i = past.length - compared; i < past.length; i += step) {
            double before = past[i - lag];
            product += past[i] * before;
            energy += before * before;
        }
        return product <= 0 ? 0 : product * product / energy;
    }

    /** The last period, whose end runs into its beginning. */
    private void takePeriod(int lag) {
        length = lag;
        at = 0;
        System.arraycopy(past, past.length - lag, period, 0, lag);
        int overlap = lag / 4;
        for (int i = 0; i < overlap; i++) {
            int end = lag - overlap + i;
            // what led up to the period, so that it can begin again
            int lead = past[past.length - lag - overlap + i];
            period[end] = (short) ((period[end] * (overlap - i) + lead * i) / overlap);
        }
    }
}
