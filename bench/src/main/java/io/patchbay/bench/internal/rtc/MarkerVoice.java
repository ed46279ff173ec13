package io.patchbay.bench.internal.rtc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Speaks markers, numbered over its whole life. On one thread. */
public final class MarkerVoice {

    private static final double LOUDNESS = 9_000;
    private static final int RAMP_MILLIS = 5;

    private final int rate;
    private final MarkerLedger ledger;
    private int wanted;
    private int at;

    /** A voice at this rate; {@code ledger} is told what is spoken. */
    public MarkerVoice(int rate, MarkerLedger ledger) {
        this.rate = rate;
        this.ledger = ledger;
    }

    /** So many more. */
    public void speak(int markers) {
        wanted += markers;
    }

    /** What is left is not said. A marker that has begun counts as spoken in part: not at all. */
    public void hush() {
        if (at > 0) {
            ledger.broken();
        }
        wanted = 0;
        at = 0;
    }

    /** Whether something is left to say. */
    public boolean speaking() {
        return wanted > 0;
    }

    /** Fills 20 ms of PCM16, little-endian. */
    public ByteBuffer fill(ByteBuffer frame) {
        frame.clear().order(ByteOrder.LITTLE_ENDIAN);
        int samples = rate * Markers.WINDOW_MILLIS / 1_000;
        int slot = rate * Markers.SLOT_MILLIS / 1_000;
        int tone = rate * Markers.TONE_MILLIS / 1_000;
        double ramp = rate * RAMP_MILLIS / 1_000.0;
        for (int i = 0; i < samples; i++) {
            if (wanted == 0) {
                frame.putShort((short) 0);
                continue;
            }
            if (at == 0) {
                ledger.begins();
            }
            double edge = Math.min(1, Math.min(at, tone - at) / ramp);
            double turn = 2 * Math.PI * Markers.hertz(ledger.begun() - 1) * at / rate;
            frame.putShort((short) (at < tone ? edge * LOUDNESS * Math.sin(turn) : 0));
            if (++at == slot) {
                at = 0;
                wanted--;
            }
        }
        return frame.flip();
    }
}
