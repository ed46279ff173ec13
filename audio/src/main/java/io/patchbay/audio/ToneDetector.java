package io.patchbay.audio;

/**
 * Hears the tone of an answering machine: one frequency from 400 to 2100 Hz that stands for at
 * least 140 ms and has nearly all the energy. Frequencies are measured by Goertzel's algorithm. One
 * thread at a time; nothing is allocated per frame.
 */
final class ToneDetector {

    /** What was heard by now. */
    enum Heard {
        /** No tone. */
        NONE,
        /** A tone that lasts, or a sound that may become one. */
        ON,
        /** A tone that was long enough is over. */
        OVER
    }

    private static final int LOWEST_HZ = 350;
    private static final int HIGHEST_HZ = 2_150;

    /** The frequencies of a 20 ms frame lie so far apart. */
    private static final int STEP_HZ = 50;

    private static final int NEEDED_FRAMES = 7;

    /** So much of the energy lies at one frequency, and at its neighbours where it is between. */
    private static final double SHARE = 0.85;

    /** A tone is loud: -40 dBFS at least. */
    private static final double LOUDNESS = 32_768.0 * 32_768.0 * 1e-4;

    private final double[] coefficients;
    private final double[] powers;
    private int last = -10;
    private int frames;

    /** For frames of 20 ms at this rate. */
    ToneDetector(int sampleRate) {
        int bins = (HIGHEST_HZ - LOWEST_HZ) / STEP_HZ + 1;
        coefficients = new double[bins];
        powers = new double[bins];
        for (int i = 0; i < bins; i++) {
            double hertz = LOWEST_HZ + (double) STEP_HZ * i;
            coefficients[i] = 2 * Math.cos(2 * Math.PI * hertz / sampleRate);
        }
    }

    /** Hears a frame. */
    Heard hear(short[] frame) {
        int bin = bin(frame);
        if (bin >= 0 && Math.abs(bin - last) <= 1) {
            frames++;
        } else {
            boolean lasted = frames >= NEEDED_FRAMES;
            frames = bin >= 0 ? 1 : 0;
            last = bin >= 0 ? bin : -10;
            if (lasted) {
                frames = 0;
                return Heard.OVER;
            }
        }
        return frames > 0 ? Heard.ON : Heard.NONE;
    }

    /** The frequency that has nearly all the energy of a frame, or -1. */
    private int bin(short[] frame) {
        double energy = 0;
        for (short sample : frame) {
            energy += (double) sample * sample;
        }
        if (energy < LOUDNESS * frame.length) {
            return -1;
        }
        int best = 0;
        for (int i = 0; i < powers.length; i++) {
            powers[i] = power(frame, coefficients[i]);
            best = powers[i] > powers[best] ? i : best;
        }
        double own = powers[best];
        own += best > 0 ? powers[best - 1] : 0;
        own += best + 1 < powers.length ? powers[best + 1] : 0;
        return 2 * own >= SHARE * frame.length * energy ? best : -1;
    }

    private static double power(short[] frame, double coefficient) {
        double before = 0;
        double now = 0;
        for (short sample : frame) {
            double next = sample + coefficient * now - before;
            before = now;
            now = next;
        }
        return now * now + before * before - coefficient * now * before;
    }
}
