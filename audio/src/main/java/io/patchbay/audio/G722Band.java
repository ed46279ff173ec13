package io.patchbay.audio;

/**
 * One of the two bands of G.722: adaptive quantiser and predictor with two poles and six zeros
 * (ITU-T G.722, §3.5, §3.6 and Annex I). Integer arithmetic, exactly that of the recommendation, so
 * that encoder and decoder never drift apart.
 */
final class G722Band {

    private static final int LOW_MOST = 18_432;
    private static final int HIGH_MOST = 22_528;

    /** 2048 times the powers of two in between, by 1/32 of an octave. */
    private static final int[] POWERS = {
        2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774,
        2834, 2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838,
        3922, 4008
    };

    /** How the step of the lower band grows, by the four upper bits of a code. */
    private static final int[] LOW_GROWTH = {-60, -30, 58, 172, 334, 538, 1198, 3042};

    private static final int[] LOW_INDEX = {0, 7, 6, 5, 4, 3, 2, 1, 7, 6, 5, 4, 3, 2, 1, 0};
    private static final int[] LOW_COARSE = {
        0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584,
        1200, 0
    };
    private static final int[] HIGH_GROWTH = {798, -214, 798, -214};
    private static final int[] HIGH_LEVELS = {-7408, -1616, 7408, 1616};

    private final boolean low;
    private final int[] poles = new int[3];
    private final int[] zeros = new int[7];
    private final int[] differences = new int[7];
    private final int[] reconstructed = new int[3];
    private final int[] partial = new int[3];
    private int prediction;
    private int zeroPart;
    private int log;
    private int step;

    private G722Band(boolean low) {
        this.low = low;
        this.step = low ? 32 : 8;
    }

    static G722Band low() {
        return new G722Band(true);
    }

    static G722Band high() {
        return new G722Band(false);
    }

    /** The signal as it is foreseen. */
    int prediction() {
        return prediction;
    }

    /** The quantiser's step. */
    int step() {
        return step;
    }

    /** Adapts to the six bits of a code of the lower band, of which it looks at four. */
    void adaptLow(int code) {
        int coarse = code >> 2;
        int difference = step * LOW_COARSE[coarse] >> 15;
        scale(LOW_GROWTH[LOW_INDEX[coarse]]);
        predict(difference);
    }

    /** The difference that a code of the upper band stands for. */
    int highDifference(int code) {
        return step * HIGH_LEVELS[code] >> 15;
    }

    /** Adapts to the two bits of a code of the upper band. */
    void adaptHigh(int code) {
        int difference = highDifference(code);
        scale(HIGH_GROWTH[code]);
        predict(difference);
    }

    /** Makes the step of the next sample (blocks 3L and 3H). */
    private void scale(int growth) {
        int most = low ? LOW_MOST : HIGH_MOST;
        log = Math.max(0, Math.min(most, (log * 127 >> 7) + growth));
        int shift = (low ? 8 : 10) - (log >> 11);
        int power = POWERS[log >> 6 & 31];
        step = (shift < 0 ? power << -shift : power >> shift) << 2;
    }

    /** Adapts the predictor and foresees the next sample (blocks 4L and 4H). */
    private void predict(int difference) {
        int whole = saturated(prediction + difference);
        int part = saturated(zeroPart + difference);
        adaptPoles(part);
        adaptZeros(difference);
        for (int i = 6; i > 1; i--) {
            differences[i] = differences[i - 1];
        }
        differences[1] = difference;
        reconstructed[2] = reconstructed[1];
        reconstructed[1] = whole;
        partial[2] = partial[1];
        partial[1] = part;
        int sum = 0;
        for (int i = 1; i <= 6; i++) {
            sum += zeros[i] * saturated(2 * differences[i]) >> 15;
        }
        zeroPart = saturated(sum);
        int polePart =
                (poles[1] * saturated(2 * reconstructed[1]) >> 15)
                        + (poles[2] * saturated(2 * reconstructed[2]) >> 15);
        prediction = saturated(saturated(polePart) + zeroPart);
    }

    private void adaptPoles(int part) {
        boolean likeLast = part < 0 == partial[1] < 0;
        boolean likeBefore = part < 0 == partial[2] < 0;
        int push = saturated(4 * poles[1]);
        int second =
                (Math.min(32_767, likeLast ? -push : push) >> 7)
                        + (likeBefore ? 128 : -128)
                        + (poles[2] * 32_512 >> 15);
        second = Math.max(-12_288, Math.min(12_288, second));
        int first = (likeLast ? 192 : -192) + (poles[1] * 32_640 >> 15);
        int most = 15_360 - second;
        poles[1] = Math.max(-most, Math.min(most, first));
        poles[2] = second;
    }

    private void adaptZeros(int difference) {
        int push = difference == 0 ? 0 : 128;
        for (int i = 1; i <= 6; i++) {
            boolean alike = difference < 0 == differences[i] < 0;
            zeros[i] = saturated((alike ? push : -push) + (zeros[i] * 32_640 >> 15));
        }
    }

    static int saturated(int value) {
        return Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, value));
    }
}
