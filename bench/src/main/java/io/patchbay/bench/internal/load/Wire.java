package io.patchbay.bench.internal.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Unmasked WebSocket text frames, as a server sends them. */
final class Wire {

    private Wire() {}

    /** One event as a frame. */
    static ByteBuf text(String json) {
        byte[] payload = json.getBytes(StandardCharsets.UTF_8);
        ByteBuf frame = Unpooled.buffer(payload.length + 10);
        append(frame, payload);
        return frame;
    }

    /** Appends one event as a frame. */
    static void append(ByteBuf to, byte[] payload) {
        to.writeByte(0x81);
        if (payload.length <= 125) {
            to.writeByte(payload.length);
        } else if (payload.length <= 0xffff) {
            to.writeByte(126).writeShort(payload.length);
        } else {
            to.writeByte(127).writeLong(payload.length);
        }
        to.writeBytes(payload);
    }
}
