package io.patchbay.emulator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Random;

/** Sound for tests. */
public final class Sounds {
    private Sounds() {}

    /** A loud tone of 300 Hz. */
    public static short[] tone(int rate, int samples) {
        short[] tone = new short[samples];
        add(tone, rate, 12_000);
        return tone;
    }

    private static void add(short[] samples, int rate, int amplitude) {
        for (int i = 0; i < samples.length; i++) {
            samples[i] += (short) (amplitude * Math.sin(2 * Math.PI * 300 * i / rate));
        }
    }

    /** Hardly audible hiss, the same every time. */
    public static short[] hiss(int samples) {
        Random random = new Random(1);
        short[] hiss = new short[samples];
        for (int i = 0; i < samples; i++) {
            hiss[i] = (short) (random.nextInt(9) - 4);
        }
        return hiss;
    }

    /** Little-endian bytes. */
    public static byte[] pcm(short[] samples) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(samples);
        return bytes.array();
    }

    /** Base64 of so many milliseconds of tone at 24 kHz. */
    public static String toneMillis(int millis) {
        return Base64.getEncoder().encodeToString(pcm(tone(24_000, 24 * millis)));
    }

    /** Base64 of so many milliseconds of a tone that is hardly louder than the hiss around it. */
    public static String faintMillis(int millis) {
        short[] faint = hiss(24 * millis);
        add(faint, 24_000, 22);
        return Base64.getEncoder().encodeToString(pcm(faint));
    }

    /** Base64 of so many milliseconds of hiss at 24 kHz. */
    public static String hissMillis(int millis) {
        return Base64.getEncoder().encodeToString(pcm(hiss(24 * millis)));
    }
}
