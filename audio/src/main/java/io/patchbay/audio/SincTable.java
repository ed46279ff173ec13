package io.patchbay.audio;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The coefficients of a windowed-sinc low-pass, cut into phases. Immutable, and shared by all
 * resamplers of the same ratio and steepness.
 *
 * <p>A ratio of few phases has one row of taps per phase and is exact. A ratio of so many phases
 * that the table would be large (8 001 to 192 000 Hz, say) has {@value #INTERPOLATED_PHASES} rows
 * and is interpolated linearly between two; that adds an error near -106 dB.
 */
final class SincTable {

    private static final int INTERPOLATED_PHASES = 512;
    private static final int LARGEST_TABLE = 1 << 17;

    /** Rates may come from strangers' files, so what they leave behind is bounded. */
    private static final int CACHED_TABLES = 32;

    private static final Map<Key, SincTable> CACHE = new ConcurrentHashMap<>();

    private record Key(int up, int down, int crossings) {}

    /** Half of the filter's length in input samples, which is its delay. */
    final int half;

    /** Taps of one phase; a multiple of four. */
    final int taps;

    /** Rows of the table, not counting the extra one that closes an interpolated table. */
    final int phases;

    /** Whether a value lies between two rows. */
    final boolean interpolated;

    /** Row by row; in a row the coefficient of the oldest sample first. */
    final float[] coefficients;

    static SincTable of(int up, int down, int crossings) {
        Key key = new Key(up, down, crossings);
        SincTable table = CACHE.get(key);
        if (table == null) {
            if (CACHE.size() >= CACHED_TABLES) {
                CACHE.clear();
            }
            table = CACHE.computeIfAbsent(key, SincTable::new);
        }
        return table;
    }

    private SincTable(Key key) {
        double shrink = Math.min(1.0, (double) key.up / key.down);
        int needed = (int) Math.ceil(key.crossings / shrink);
        half = needed + (needed & 1);
        taps = 2 * half;
        interpolated = (long) key.up * taps > LARGEST_TABLE;
        phases = interpolated ? INTERPOLATED_PHASES : key.up;
        coefficients = new float[(interpolated ? phases + 1 : phases) * taps];
        Design design = Design.of(key.crossings);
        double[] row = new double[taps];
        for (int phase = 0; phase * taps < coefficients.length; phase++) {
            double sum = 0;
            for (int tap = 0; tap < taps; tap++) {
                double time = (double) phase / phases + half - 1 - tap;
                row[tap] = design.sinc(time * shrink) * design.window(time / half);
                sum += row[tap];
            }
            for (int tap = 0; tap < taps; tap++) {
                // every phase passes a constant unchanged, else the phases' differences would hum
                coefficients[phase * taps + tap] = (float) (row[tap] / sum);
            }
        }
    }

    /**
     * The low-pass's shape: where it is half (as a share of the lower Nyquist frequency) and the
     * Kaiser window's beta. Few crossings make a wide transition, which therefore begins earlier;
     * it ends at 1.1 of the lower Nyquist frequency.
     */
    private record Design(double cutoff, double beta) {

        static Design of(int crossings) {
            return crossings < 24 ? new Design(0.935, 8.0) : new Design(0.96, 9.0);
        }

        double sinc(double x) {
            double angle = Math.PI * x * cutoff;
            return Math.abs(angle) < 1e-9 ? 1 : Math.sin(angle) / angle;
        }

        double window(double position) {
            double inside = 1 - position * position;
            return inside <= 0 ? 0 : bessel(beta * Math.sqrt(inside)) / bessel(beta);
        }

        /** The modified Bessel function of the first kind and order zero. */
        private static double bessel(double x) {
            double sum = 1;
            double term = 1;
            for (int k = 1; term > sum * 1e-17; k++) {
                term *= (x / (2 * k)) * (x / (2 * k));
                sum += term;
            }
            return sum;
        }
    }
}
