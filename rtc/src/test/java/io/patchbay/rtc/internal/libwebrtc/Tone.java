package io.patchbay.rtc.internal.libwebrtc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A sine wave, and how much of one there is in something heard. */
final class Tone {

    private final int hertz;
    private final int rate;
    private long at;

    Tone(int hertz, int rate) {
        this.hertz = hertz;
        this.rate = rate;
    }

    /** The next 10 ms, at half of full scale. */
    ByteBuffer next() {
        ByteBuffer frame = ByteBuffer.allocate(rate / 100 * 2).order(ByteOrder.LITTLE_ENDIAN);
        while (frame.hasRemaining()) {
            frame.putShort((short) (16_000 * Math.sin(2 * Math.PI * hertz * at++ / rate)));
        }
        return frame.flip();
    }

    /** The share of {@code hertz} in the sound, against all else in it, in decibels. */
    static double snr(short[] sound, int hertz, int rate) {
        double cosine = 0;
        double sine = 0;
        double all = 0;
        for (int i = 0; i < sound.length; i++) {
            double angle = 2 * Math.PI * hertz * i / rate;
            cosine += sound[i] * Math.cos(angle);
            sine += sound[i] * Math.sin(angle);
            all += (double) sound[i] * sound[i];
        }
        double tone = 2 * (cosine * cosine + sine * sine) / sound.length;
        return all == 0
                ? Double.NEGATIVE_INFINITY
                : 10 * Math.log10(tone / Math.max(1, all - tone));
    }
}
