package io.patchbay.bench.internal.rtc;

/**
 * What numbered frames are on a message line, on lines whose sound is coded: bursts of tone, one
 * each {@value #SLOT_MILLIS} ms, whose frequency is their number modulo {@value #COUNT}. A burst
 * survives Opus and the stretching of a jitter buffer; one that is missing is seen by the next.
 */
public final class Markers {

    /** So many differ. */
    public static final int COUNT = 16;

    /** From one to the next. */
    public static final int SLOT_MILLIS = 200;

    /** So much of a slot sounds. */
    public static final int TONE_MILLIS = 160;

    /** The unit in which sound is made and looked at. */
    public static final int WINDOW_MILLIS = 20;

    private static final int LOWEST = 400;
    private static final int STEP = 200;

    private Markers() {}

    /** The frequency of a marker. */
    public static double hertz(long number) {
        return LOWEST + (double) STEP * Math.floorMod(number, COUNT);
    }
}
