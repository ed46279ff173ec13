package io.patchbay.provider.openai.internal;

import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.api.provider.WireOutput;
import io.patchbay.dialect.Base64Blocks;
import java.nio.ByteBuffer;

/** Writes caller's sound straight into the wire's buffer. */
final class AudioAppendWriter {

    private static final byte[] BEFORE =
            FlatEvent.ascii("{\"type\":\"input_audio_buffer.append\",\"audio\":\"");
    private static final byte[] AFTER = FlatEvent.ascii("\"}");

    private AudioAppendWriter() {}

    /**
     * Sends {@code audio}. A piece over the protocol's bound is sent as several messages; when the
     * line fills up between them, the position stands behind what was sent.
     *
     * @return false when the line's queue is full
     */
    static boolean write(ByteBuffer audio, WireOutput output) {
        while (audio.hasRemaining()) {
            int length = Math.min(audio.remaining(), Profile.MAX_APPEND);
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
        }
        return true;
    }
}
