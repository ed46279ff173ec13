package io.patchbay.emulator.speech.internal;

import edu.cmu.sphinx.frontend.BaseDataProcessor;
import edu.cmu.sphinx.frontend.Data;
import edu.cmu.sphinx.frontend.DataEndSignal;
import edu.cmu.sphinx.frontend.DataStartSignal;
import edu.cmu.sphinx.frontend.DoubleData;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The head of Sphinx4's front end: feeds one turn in blocks of 10 ms, with silence around it and a
 * little noise on all of it. Sphinx4 takes digital silence, which no microphone gives, for speech
 * that it does not know. The noise is the same each time, so that the same turn is heard the same.
 */
final class TurnSource extends BaseDataProcessor {
    /** Samples per second. */
    static final int RATE = 16_000;

    private static final int BLOCK = RATE / 100;
    private static final int PADDING = RATE / 5;
    private static final double NOISE = 4;
    private static final long SEED = 20010816;

    private short[] turn = new short[0];
    private SplittableRandom random = new SplittableRandom(SEED);
    private int position;
    private boolean started;
    private boolean ended = true;

    /**
     * Starts a turn.
     *
     * @param samples mono at {@link #RATE}
     */
    void start(short[] samples) {
        turn = samples;
        random = new SplittableRandom(SEED);
        position = 0;
        started = false;
        ended = false;
    }

    @Override
    public @Nullable Data getData() {
        if (ended) {
            return null;
        }
        if (!started) {
            started = true;
            return new DataStartSignal(RATE);
        }
        int left = turn.length + 2 * PADDING - position;
        if (left <= 0) {
            ended = true;
            return new DataEndSignal(position * 1000L / RATE);
        }
        double[] block = new double[Math.min(BLOCK, left)];
        for (int i = 0; i < block.length; i++) {
            int at = position + i - PADDING;
            double sample = at >= 0 && at < turn.length ? turn[at] : 0;
            block[i] = sample + (random.nextDouble() * 2 - 1) * NOISE;
        }
        DoubleData data = new DoubleData(block, RATE, position);
        position += block.length;
        return data;
    }
}
