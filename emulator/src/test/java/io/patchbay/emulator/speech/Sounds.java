package io.patchbay.emulator.speech;

import io.patchbay.audio.G711;
import io.patchbay.audio.Resampler;
import java.util.Arrays;
import java.util.SplittableRandom;

/** What happens to sound on its way from a mouth to an ear. */
final class Sounds {
    private Sounds() {}

    static short[] resampled(short[] pcm, int from, int to) {
        Resampler resampler = Resampler.of(from, to);
        short[] padded = Arrays.copyOf(pcm, pcm.length + from / 50);
        short[] out = new short[resampler.maxSamples(padded.length)];
        return Arrays.copyOf(out, resampler.resample(padded, 0, padded.length, out, 0));
    }

    /** As a telephone line delivers it, 8 kHz. */
    static short[] overTelephone(short[] pcm, int rate, G711 law) {
        short[] narrow = resampled(pcm, rate, 8_000);
        byte[] codes = new byte[narrow.length];
        law.encode(narrow, 0, codes, 0, narrow.length);
        law.decode(codes, 0, narrow, 0, narrow.length);
        return narrow;
    }

    static short[] withSilenceAround(short[] pcm, int rate, int millisBefore, int millisAfter) {
        int before = rate / 1000 * millisBefore;
        short[] padded = new short[before + pcm.length + rate / 1000 * millisAfter];
        System.arraycopy(pcm, 0, padded, before, pcm.length);
        return padded;
    }

    /** White noise, so many decibels below the mean power of the sound. */
    static short[] withNoise(short[] pcm, double decibels) {
        double power = 0;
        for (short sample : pcm) {
            power += (double) sample * sample / pcm.length;
        }
        double level = Math.sqrt(power / Math.pow(10, decibels / 10)) * Math.sqrt(3);
        SplittableRandom random = new SplittableRandom(4711);
        short[] noisy = new short[pcm.length];
        for (int i = 0; i < pcm.length; i++) {
            double sample = pcm[i] + (random.nextDouble() * 2 - 1) * level;
            noisy[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, sample));
        }
        return noisy;
    }

    static short[] tone(int rate, int millis, double hertz) {
        short[] pcm = new short[rate / 1000 * millis];
        for (int i = 0; i < pcm.length; i++) {
            pcm[i] = (short) (8000 * Math.sin(2 * Math.PI * hertz * i / rate));
        }
        return pcm;
    }
}
