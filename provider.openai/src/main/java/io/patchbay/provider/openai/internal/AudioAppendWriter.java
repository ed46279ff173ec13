package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.api.provider.WireOutput;
import io.patchbay.dialect.Base64Blocks;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Writes caller's sound straight into the wire's buffer. */
final class AudioAppendWriter {

    private static final byte[] BEFORE =
            FlatEvent.ascii("{\"type\":\"input_audio_buffer.append\",\"audio\":\"");
    private static final byte[] AFTER = FlatEvent.ascii("\"}");

    private final @Nullable WavHeader header;

    /**
     * A writer.
     *
     * @param files whether every piece is a WAV file of its own
     */
    AudioAppendWriter(boolean files) {
        header = files ? new WavHeader() : null;
    }

    /**
     * Sends {@code audio}. A piece over the protocol's bound is sent as several messages; when the
     * line fills up between them, the position stands behind what was sent.
     *
     * @param format in which it is
     * @return false when the line's queue is full
     */
    boolean write(ByteBuffer audio, AudioFormat format, WireOutput output) {
        int more = header == null ? 0 : WavHeader.SIZE;
        while (audio.hasRemaining()) {
            int length = Math.min(audio.remaining(), Profile.MAX_APPEND - more);
            int text = Base64Blocks.encodedLength(more + length);
            int size = BEFORE.length + text + AFTER.length;
            ByteBuffer target = output.begin(size);
            if (target == null) {
                return false;
            }
            byte[] array = target.array();
            int start = target.arrayOffset();
            System.arraycopy(BEFORE, 0, array, start, BEFORE.length);
            int at = start + BEFORE.length;
            int rest = length;
            if (header != null) {
                ByteBuffer first = header.before(audio, length, format);
                at = Base64Blocks.encode(first, first.remaining(), array, at);
                rest--;
            }
            int end = Base64Blocks.encode(audio, rest, array, at);
            System.arraycopy(AFTER, 0, array, end, AFTER.length);
            target.position(size);
            output.end(WireKind.TEXT);
        }
        return true;
    }
}
