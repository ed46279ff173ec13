package io.patchbay.audio;

import java.util.Arrays;

/**
 * The level of a band's background: the least of the last 1.5 s, corrected for a minimum lying
 * below a mean. In dB over one unit of 16-bit samples.
 */
final class NoiseFloor {

    /** Until a stream has said more, its background is taken to be no louder than -66 dBFS. */
    private static final double ASSUMED = 24;

    /** Below -76 dBFS nothing is heard: that is dither. */
    private static final double FAINTEST = 14;

    private static final int BLOCKS = 5;
    private static final int FRAMES_PER_BLOCK = 15;
    private static final int SETTLING = 3;

    /** How fast sound that never pauses to be unvoiced becomes background, in dB per block. */
    private static final double RISE = 0.5;

    private final double bias;
    private final double[] least = new double[BLOCKS];
    private double smoothed;
    private double current;

    /** Whether the first block of a stream, which replaces what was assumed, is not over yet. */
    private boolean fresh;

    private int frames;
    private int block;

    /** A floor whose minimum lies {@code bias} dB under the mean. */
    NoiseFloor(double bias) {
        this.bias = bias;
        reset();
    }

    /** The floor, in dB. */
    double level() {
        double floor = current;
        for (double level : least) {
            floor = Math.min(floor, level);
        }
        return Math.max(FAINTEST, floor + bias);
    }

    /**
     * Hears a frame's level.
     *
     * @param voiced somebody's voice, hence no background
     */
    void update(double level, boolean voiced) {
        smoothed = fresh && frames == 0 ? level : smoothed + 0.4 * (level - smoothed);
        // the first frames are too few to tell a voice
        if (!voiced && !(fresh && frames < SETTLING)) {
            current = Math.min(current, smoothed);
        }
        if (++frames == FRAMES_PER_BLOCK) {
            frames = 0;
            close();
        }
    }

    private void close() {
        boolean onlyVoiced = current == Double.MAX_VALUE;
        if (fresh && !onlyVoiced) {
            Arrays.fill(least, current);
        } else {
            least[block] = onlyVoiced ? least[(block + BLOCKS - 1) % BLOCKS] + RISE : current;
        }
        fresh = false;
        block = (block + 1) % BLOCKS;
        current = Double.MAX_VALUE;
    }

    void reset() {
        Arrays.fill(least, ASSUMED);
        smoothed = ASSUMED;
        current = Double.MAX_VALUE;
        fresh = true;
        frames = 0;
        block = 0;
    }
}
