package io.patchbay.tck.rtc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Listens for one tone in sound of 48 kHz, by windows of 200 ms: one is clear when the tone is
 * there and is louder than everything else together. One thread at a time.
 */
public final class ToneWindows {

    private static final int RATE = 48_000;
    private static final int WINDOW = RATE / 5;

    /** A fifth of what is sung. */
    private static final double LOUD_ENOUGH = 2_400.0 * 2_400.0 / 2;

    private final int hertz;
    private final short[] window = new short[WINDOW];
    private int filled;
    private int clear;
    private int others;

    /** Listens for a tone of {@code hertz}, sung at a third of full scale. */
    public ToneWindows(int hertz) {
        this.hertz = hertz;
    }

    /** Listens to PCM16, mono, little-endian, of 48 kHz; consumed. */
    public void add(ByteBuffer sound) {
        ByteBuffer frame = sound.order(ByteOrder.LITTLE_ENDIAN);
        while (frame.hasRemaining()) {
            window[filled++] = frame.getShort();
            if (filled == WINDOW) {
                filled = 0;
                judge();
            }
        }
    }

    private void judge() {
        double cosine = 0;
        double sine = 0;
        double all = 0;
        for (int i = 0; i < WINDOW; i++) {
            double angle = 2 * Math.PI * hertz * i / RATE;
            cosine += window[i] * Math.cos(angle);
            sine += window[i] * Math.sin(angle);
            all += (double) window[i] * window[i];
        }
        double tone = 2 * (cosine * cosine + sine * sine) / WINDOW;
        if (tone / WINDOW > LOUD_ENOUGH && tone > all / 2) {
            clear++;
        } else {
            others++;
        }
    }

    /** Counts anew; what is in the window already belongs to the past. */
    public void forget() {
        filled = 0;
        clear = 0;
        others = 0;
    }

    /** Windows in which the tone was clear. */
    public int clear() {
        return clear;
    }

    /** Windows in which it was not. */
    public int others() {
        return others;
    }

    @Override
    public String toString() {
        return clear + " windows of " + hertz + " Hz, " + others + " without";
    }
}
