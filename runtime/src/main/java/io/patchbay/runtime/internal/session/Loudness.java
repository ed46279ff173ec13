package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import java.nio.ByteBuffer;

/** Whether there is anything to hear in a frame. Allocates nothing. */
final class Loudness {
    /** About -54 dB: what codecs make of silence stays below. */
    private static final int FLOOR = 64;

    private Loudness() {}

    static boolean audible(AudioChunk chunk) {
        ByteBuffer bytes = chunk.bytes();
        return switch (chunk.format().encoding()) {
            case PCM16 -> linear(bytes);
            case PCMU -> companded(bytes, 0xff, 8); // steps of 8 near zero
            case PCMA -> companded(bytes, 0xd5, 4); // steps of 16 near zero
            case OPUS -> true;
        };
    }

    private static boolean linear(ByteBuffer bytes) {
        for (int i = bytes.position(); i + 1 < bytes.limit(); i += 2) {
            int sample = bytes.get(i + 1) << 8 | bytes.get(i) & 0xff;
            if (sample > FLOOR || sample < -FLOOR) {
                return true;
            }
        }
        return false;
    }

    private static boolean companded(ByteBuffer bytes, int zero, int steps) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            if (((bytes.get(i) ^ zero) & 0x7f) > steps) {
                return true;
            }
        }
        return false;
    }
}
