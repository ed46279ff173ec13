package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioFormat;
import java.nio.ByteBuffer;

/** Silence of a format, of any length. On the loop; nothing is allocated per frame. */
final class QuietFrames {
    private final AudioFormat format;
    private ByteBuffer silence = ByteBuffer.allocate(0);

    QuietFrames(AudioFormat format) {
        this.format = format;
    }

    /** So many bytes of it; valid until the next call. */
    ByteBuffer of(int length) {
        if (silence.capacity() < length) {
            silence = ByteBuffer.allocate(length);
            byte nothing =
                    switch (format.encoding()) {
                        case PCMU -> (byte) 0xFF;
                        case PCMA -> (byte) 0xD5;
                        default -> 0;
                    };
            while (silence.hasRemaining()) {
                silence.put(nothing);
            }
        }
        return silence.clear().limit(length);
    }
}
