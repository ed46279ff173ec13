package io.patchbay.bench.internal.rtc;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How clearly one end hears continuous markers: the share of the 20 ms that have 99 % of their
 * energy in one tone, among all that should; a window without sound is one that was not clear.
 */
public final class Clearness {

    /** The middle half of each slot is judged: there a tone is whole, wherever windows begin. */
    private static final double SOUNDING =
            (double) (Markers.TONE_MILLIS - 40) / Markers.SLOT_MILLIS;

    private final AtomicLong windows = new AtomicLong();
    private final AtomicLong clear = new AtomicLong();
    private final MarkerEar ear;

    public Clearness(int rate) {
        ear =
                new MarkerEar(
                        rate,
                        new MarkerLedger(),
                        share -> {
                            windows.incrementAndGet();
                            if (share > 0.99) {
                                clear.incrementAndGet();
                            }
                        });
    }

    public void hear(ByteBuffer pcm) {
        ear.hear(pcm);
    }

    /** Since this was last asked. */
    public double take() {
        long all = windows.getAndSet(0);
        long good = clear.getAndSet(0);
        return all == 0 ? 0 : Math.min(1, good / (all * SOUNDING));
    }
}
