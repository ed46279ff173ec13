package io.patchbay.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Little-endian samples in buffers of either byte order, without touching the buffer's order. */
final class Pcm16 {

    private Pcm16() {}

    static short get(ByteBuffer in) {
        short raw = in.getShort();
        return in.order() == ByteOrder.LITTLE_ENDIAN ? raw : Short.reverseBytes(raw);
    }

    static void put(ByteBuffer out, short sample) {
        out.putShort(out.order() == ByteOrder.LITTLE_ENDIAN ? sample : Short.reverseBytes(sample));
    }

    /** Rounds to the nearest sample; what is too loud is clipped, never wrapped. */
    static short clip(float value) {
        int rounded = (int) Math.rint(value);
        return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, rounded));
    }
}
