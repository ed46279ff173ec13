package io.patchbay.audio;

/**
 * The quadrature mirror filter of G.722 (ITU-T G.722, §3.1 and §4.4): parts 16 kHz into two bands
 * of 8 kHz each, or puts them together again.
 */
final class G722Filter {

    private static final int[] TAPS = {3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11};
    private static final int LENGTH = 2 * TAPS.length;

    private final int[] past = new int[LENGTH];
    private int even;
    private int odd;

    /** Takes two values and makes the sums of both phases. */
    private void take(int first, int second) {
        System.arraycopy(past, 2, past, 0, LENGTH - 2);
        past[LENGTH - 2] = first;
        past[LENGTH - 1] = second;
        int evens = 0;
        int odds = 0;
        for (int i = 0; i < TAPS.length; i++) {
            odds += past[2 * i] * TAPS[i];
            evens += past[2 * i + 1] * TAPS[TAPS.length - 1 - i];
        }
        even = evens;
        odd = odds;
    }

    /** Takes two samples; {@link #low} and {@link #high} are the bands then. */
    void part(int first, int second) {
        take(first, second);
    }

    int low() {
        return even + odd >> 14;
    }

    int high() {
        return even - odd >> 14;
    }

    /** Takes a sample of each band; {@link #first} and {@link #second} are the sound then. */
    void join(int low, int high) {
        take(low + high, low - high);
    }

    short first() {
        return (short) G722Band.saturated(even >> 11);
    }

    short second() {
        return (short) G722Band.saturated(odd >> 11);
    }
}
