package io.patchbay.provider.gemini.internal;

import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.api.provider.WireOutput;
import io.patchbay.dialect.Base64Blocks;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes caller's sound straight into the wire's buffer: {@code realtimeInput.audio}. */
final class SoundWriter {

    /** A second of sound in the highest rate is far shorter. */
    private static final int MAX_PIECE = 192 << 10;

    private static final byte[] AFTER = ascii("\"}}}");

    private static final byte[] BEFORE =
            ascii(
                    "{\"realtimeInput\":{\"audio\":{\"mimeType\":\"audio/pcm;rate=16000\","
                            + "\"data\":\"");

    private long bytes;

    /** Milliseconds of sound that went out. */
    long millis() {
        return bytes / (2 * Profile.HEARD.sampleRate() / 1_000);
    }

    /**
     * Sends {@code audio}; a piece over the bound is sent as several messages.
     *
     * @return false when the line's queue is full; the position stands behind what was sent
     */
    boolean write(ByteBuffer audio, WireOutput output) {
        while (audio.hasRemaining()) {
            int length = Math.min(audio.remaining(), MAX_PIECE);
            int size = BEFORE.length + Base64Blocks.encodedLength(length) + AFTER.length;
            ByteBuffer target = output.begin(size);
            if (target == null) {
                return false;
            }
            byte[] array = target.array();
            int start = target.arrayOffset();
            System.arraycopy(BEFORE, 0, array, start, BEFORE.length);
            int end = Base64Blocks.encode(audio, length, array, start + BEFORE.length);
            System.arraycopy(AFTER, 0, array, end, AFTER.length);
            target.position(size);
            output.end(WireKind.TEXT);
            bytes += length;
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
