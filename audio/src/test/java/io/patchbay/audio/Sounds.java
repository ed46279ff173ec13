package io.patchbay.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Sound made on the spot. Levels are RMS, in dB of full scale. */
final class Sounds {

    private Sounds() {}

    static short[] tone(int rate, double hertz, double seconds, double level) {
        double[] x = new double[(int) (rate * seconds)];
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.sin(2 * Math.PI * hertz * i / rate);
        }
        return at(level, x, new Random(1));
    }

    /**
     * Syllables of a male voice: pulses of a gliding pitch near 120 Hz through two formants that
     * change from vowel to vowel, with a hiss before each and a short gap after it.
     */
    static short[] voice(int rate, double seconds, double level) {
        double[][] vowels = {{730, 1_090}, {270, 2_290}, {300, 870}, {530, 1_840}};
        double[] x = new double[(int) (rate * seconds)];
        Random random = new Random(2);
        double phase = 0;
        double[] state = new double[4];
        for (int i = 0; i < x.length; i++) {
            double time = (double) i / rate;
            double[] vowel = vowels[(int) (time / 0.22) % vowels.length];
            double within = time % 0.22;
            phase += (120 + 15 * Math.sin(2 * Math.PI * 1.3 * time)) / rate;
            double source = 0;
            if (phase >= 1) {
                phase -= 1;
                source = 1;
            }
            double gate = within < 0.05 || within > 0.19 ? 0 : 1;
            double sound = source * gate;
            for (int formant = 0; formant < 2; formant++) {
                double r = Math.exp(-Math.PI * 90 / rate);
                double y =
                        sound
                                + 2
                                        * r
                                        * Math.cos(2 * Math.PI * vowel[formant] / rate)
                                        * state[2 * formant]
                                - r * r * state[2 * formant + 1];
                state[2 * formant + 1] = state[2 * formant];
                state[2 * formant] = y;
                x[i] += y;
            }
            x[i] += within < 0.05 ? 0.15 * random.nextGaussian() : 0;
        }
        return at(level, x, random);
    }

    static short[] white(int rate, double seconds, double level, long seed) {
        Random random = new Random(seed);
        double[] x = new double[(int) (rate * seconds)];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextGaussian();
        }
        return at(level, x, random);
    }

    /** Noise that falls by 3 dB per octave: a sum of rows that change ever more seldom. */
    static short[] pink(int rate, double seconds, double level, long seed) {
        Random random = new Random(seed);
        double[] rows = new double[12];
        double[] x = new double[(int) (rate * seconds)];
        for (int i = 0; i < x.length; i++) {
            rows[Math.min(rows.length - 1, Integer.numberOfTrailingZeros(i + 1))] =
                    random.nextGaussian();
            for (double row : rows) {
                x[i] += row;
            }
            x[i] += random.nextGaussian();
        }
        return at(level, x, random);
    }

    static short[] silence(int rate, double seconds) {
        return new short[(int) (rate * seconds)];
    }

    static short[] join(short[]... parts) {
        int length = 0;
        for (short[] part : parts) {
            length += part.length;
        }
        short[] all = new short[length];
        int at = 0;
        for (short[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** The sum, as long as the first. */
    static short[] mix(short[] a, short[] b) {
        short[] sum = new short[a.length];
        for (int i = 0; i < a.length; i++) {
            sum[i] = Pcm16.clip((float) a[i] + b[i]);
        }
        return sum;
    }

    static ByteBuffer bytes(short... samples) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(samples);
        return bytes;
    }

    static short[] samples(ByteBuffer bytes) {
        short[] samples = new short[bytes.remaining() / 2];
        bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    /** Scales to a level and dithers with half a bit, so that rounding is noise and no pattern. */
    private static short[] at(double level, double[] x, Random random) {
        double squares = 0;
        for (double value : x) {
            squares += value * value;
        }
        double scale = 32_768 * Math.pow(10, level / 20) / Math.sqrt(squares / x.length);
        short[] samples = new short[x.length];
        for (int i = 0; i < x.length; i++) {
            double dither = (random.nextDouble() + random.nextDouble() - 1) / 2;
            samples[i] = Pcm16.clip((float) (x[i] * scale + dither));
        }
        return samples;
    }
}
