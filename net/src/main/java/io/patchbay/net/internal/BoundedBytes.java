package io.patchbay.net.internal;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;

/** Collects a body up to a bound. Grows with what arrives. */
final class BoundedBytes {

    private final int bound;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);

    BoundedBytes(int bound) {
        this.bound = bound;
    }

    /** Takes what fits; false when that was not all. */
    boolean add(ByteBuf piece) {
        int n = Math.min(piece.readableBytes(), bound - bytes.size());
        byte[] taken = new byte[n];
        piece.readBytes(taken);
        bytes.writeBytes(taken);
        return !piece.isReadable();
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
