package io.patchbay.bench.internal.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Audio deltas of 20 ms, made once: a block of them that is written as it is, and single ones whose
 * first bytes of sound become the time of sending.
 */
final class AudioEvents {

    /** Frames in a block: four seconds of sound. */
    static final int BLOCK = 200;

    /** Base64 characters that nine bytes take; eight of them are the time. */
    private static final int STAMP_CHARACTERS = 12;

    private final ByteBuf block;
    private final int[] offsets = new int[BLOCK + 1];
    private final int[] stamps = new int[BLOCK];

    AudioEvents(String responseId, String itemId, Ids ids) {
        ByteBuf built = Unpooled.directBuffer(BLOCK * 1_600);
        byte[][] frames = Voice.frames(BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            String head =
                    "{\"type\":\"response.output_audio.delta\",\"event_id\":\""
                            + ids.next("event")
                            + "\",\"response_id\":\""
                            + responseId
                            + "\",\"item_id\":\""
                            + itemId
                            + "\",\"output_index\":0,\"content_index\":0,\"delta\":\"";
            String json = head + Base64.getEncoder().encodeToString(frames[i]) + "\"}";
            byte[] payload = json.getBytes(StandardCharsets.US_ASCII);
            offsets[i] = built.writerIndex();
            Wire.append(built, payload);
            stamps[i] = built.writerIndex() - payload.length + head.length() - offsets[i];
        }
        offsets[BLOCK] = built.writerIndex();
        block = Unpooled.unreleasableBuffer(built);
    }

    /** The first {@code events} of the block, at most all of them, without a copy. */
    ByteBuf first(int events) {
        return block.slice(0, offsets[Math.min(events, BLOCK)]);
    }

    /** One event whose sound begins with {@code nanos}, big-endian. */
    ByteBuf stamped(ByteBufAllocator alloc, int index, long nanos) {
        int at = index % BLOCK;
        int length = offsets[at + 1] - offsets[at];
        ByteBuf event = alloc.directBuffer(length).writeBytes(block, offsets[at], length);
        byte[] stamp = new byte[9];
        ByteBuffer.wrap(stamp).putLong(nanos);
        byte[] text = Base64.getEncoder().encode(stamp);
        if (text.length != STAMP_CHARACTERS) {
            throw new IllegalStateException("a stamp has " + text.length + " characters");
        }
        event.setBytes(stamps[at], text);
        return event;
    }
}
