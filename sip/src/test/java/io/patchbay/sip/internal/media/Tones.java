package io.patchbay.sip.internal.media;

/** Tones, and what is heard of them. */
final class Tones {

    private Tones() {}

    static short[] tone(int rate, double hertz, double seconds, int amplitude) {
        short[] samples = new short[(int) (rate * seconds)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) Math.rint(amplitude * Math.sin(2 * Math.PI * hertz * i / rate));
        }
        return samples;
    }

    /** The amplitude of one frequency in part of a sound (Goertzel). */
    static double amplitude(short[] samples, int from, int length, int rate, double hertz) {
        double w = 2 * Math.PI * hertz / rate;
        double s1 = 0;
        double s2 = 0;
        for (int i = 0; i < length; i++) {
            double s = samples[from + i] + 2 * Math.cos(w) * s1 - s2;
            s2 = s1;
            s1 = s;
        }
        double re = s1 - s2 * Math.cos(w);
        double im = s2 * Math.sin(w);
        return 2 * Math.sqrt(re * re + im * im) / length;
    }

    /** How far above everything else a tone is, in decibels. */
    static double snr(short[] samples, int from, int length, int rate, double hertz) {
        double amplitude = amplitude(samples, from, length, rate, hertz);
        double tone = amplitude * amplitude / 2;
        double all = 0;
        for (int i = 0; i < length; i++) {
            all += (double) samples[from + i] * samples[from + i];
        }
        return 10 * Math.log10(tone / Math.max(1e-9, all / length - tone));
    }

    static double rms(short[] samples, int from, int length) {
        double all = 0;
        for (int i = 0; i < length; i++) {
            all += (double) samples[from + i] * samples[from + i];
        }
        return Math.sqrt(all / length);
    }
}
