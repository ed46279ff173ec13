package io.patchbay.bench.internal.rtc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.DoubleConsumer;

/**
 * Listens for markers in one stream of PCM16, by Goertzel's filter in windows of {@value
 * Markers#WINDOW_MILLIS} ms. On one thread.
 */
public final class MarkerEar {

    private static final double QUIET = 600;

    /** So much of a window's energy must be in one tone. */
    private static final double CLEAR = 0.5;

    /** So many windows make it heard. */
    private static final int HEARD = 2;

    /** So many make it whole. */
    private static final int WHOLE = 5;

    private final MarkerLedger ledger;
    private final DoubleConsumer clear;
    private final short[] window;
    private final double[] coefficients = new double[Markers.COUNT];
    private int filled;
    private int sounding = -1;
    private int windows;
    private int silent;
    private long since;

    /** An ear for sound of this rate. */
    public MarkerEar(int rate, MarkerLedger ledger) {
        this(rate, ledger, share -> {});
    }

    /** {@code clear} is told for each window how much of its energy is in one tone. */
    MarkerEar(int rate, MarkerLedger ledger, DoubleConsumer clear) {
        this.ledger = ledger;
        this.clear = clear;
        this.window = new short[rate * Markers.WINDOW_MILLIS / 1_000];
        for (int i = 0; i < Markers.COUNT; i++) {
            coefficients[i] = 2 * Math.cos(2 * Math.PI * Markers.hertz(i) / rate);
        }
    }

    /** Hears the next sound, mono. */
    public void hear(ByteBuffer pcm) {
        ByteBuffer samples = pcm.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (samples.remaining() >= 2) {
            window[filled++] = samples.getShort();
            if (filled == window.length) {
                filled = 0;
                judge(tone());
            }
        }
    }

    /** So many windows in a row had no sound; 0 while there is one. */
    public int silentWindows() {
        return silent;
    }

    /** Whether a marker sounds. */
    boolean sounding() {
        return sounding >= 0;
    }

    /** The stream is over: what sounds is what there is of it. */
    public void end() {
        judge(-1);
    }

    private void judge(int tone) {
        silent = tone < 0 ? silent + 1 : 0;
        if (tone == sounding && tone >= 0) {
            windows++;
            if (windows == HEARD) {
                ledger.hears(sounding, since);
            }
            return;
        }
        // one unclear window within a tone, where a coder lost a packet, does not end it
        if (tone < 0 && sounding >= 0 && silent == 1) {
            return;
        }
        finish();
        sounding = tone;
        windows = tone >= 0 ? 1 : 0;
        since = System.nanoTime();
    }

    private void finish() {
        if (sounding >= 0 && windows >= HEARD && windows < WHOLE) {
            ledger.wasCut();
        }
    }

    /** The marker that sounds in the window, or -1. */
    private int tone() {
        double energy = 0;
        for (short sample : window) {
            energy += (double) sample * sample;
        }
        if (Math.sqrt(energy / window.length) < QUIET) {
            clear.accept(0);
            return -1;
        }
        int best = -1;
        double most = 0;
        for (int i = 0; i < Markers.COUNT; i++) {
            double share = power(coefficients[i]) * 2 / window.length / energy;
            if (share > most) {
                most = share;
                best = i;
            }
        }
        clear.accept(most);
        return most > CLEAR ? best : -1;
    }

    private double power(double coefficient) {
        double one = 0;
        double two = 0;
        for (short sample : window) {
            double next = sample + coefficient * one - two;
            two = one;
            one = next;
        }
        return one * one + two * two - coefficient * one * two;
    }
}
