package io.patchbay.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;

/** The layout of WebSocket frames (RFC 6455, section 5.2), for both directions. */
final class Frames {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    static final int LONGEST_HEADER = 14;
    static final int LONGEST_CONTROL = 125;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Frames() {}

    /**
     * Builds one unfragmented frame. With {@code masked}, the bytes in {@code array} are masked in
     * place first.
     *
     * @param direct memory that the socket takes as it is; heap memory is what TLS wants
     */
    static ByteBuf frame(
            ByteBufAllocator alloc,
            boolean direct,
            int opcode,
            byte[] array,
            int offset,
            int length,
            boolean masked) {
        int size = LONGEST_HEADER + length;
        ByteBuf frame = direct ? alloc.directBuffer(size) : alloc.heapBuffer(size);
        frame.writeByte(0x80 | opcode);
        int maskBit = masked ? 0x80 : 0;
        if (length <= 125) {
            frame.writeByte(maskBit | length);
        } else if (length <= 0xffff) {
            frame.writeByte(maskBit | 126).writeShort(length);
        } else {
            frame.writeByte(maskBit | 127).writeLong(length);
        }
        if (masked) {
            int key = ThreadLocalRandom.current().nextInt();
            frame.writeInt(key);
            mask(array, offset, length, key);
        }
        return frame.writeBytes(array, offset, length);
    }

    /** Masks or unmasks a range whose first byte meets the first byte of {@code key}. */
    static void mask(byte[] array, int offset, int length, int key) {
        long wide = (key & 0xffff_ffffL) << 32 | key & 0xffff_ffffL;
        int at = offset;
        int end = offset + length;
        for (; at <= end - 8; at += 8) {
            LONGS.set(array, at, (long) LONGS.get(array, at) ^ wide);
        }
        for (int shift = 24; at < end; at++, shift -= 8) {
            array[at] ^= (byte) (key >>> (shift & 31));
        }
    }
}
