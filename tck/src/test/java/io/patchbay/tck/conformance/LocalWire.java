package io.patchbay.tck.conformance;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Pieces of sound with their length on a socket; a piece of length 0 says farewell. */
final class LocalWire {

    private LocalWire() {}

    static void write(SocketChannel channel, byte[] piece) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(4 + piece.length).putInt(piece.length).put(piece);
        all.flip();
        synchronized (channel) {
            while (all.hasRemaining()) {
                channel.write(all);
            }
        }
    }

    static byte[] read(SocketChannel channel) throws IOException {
        int length = fill(channel, ByteBuffer.allocate(4)).getInt();
        return fill(channel, ByteBuffer.allocate(length)).array();
    }

    private static ByteBuffer fill(SocketChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the line was lost");
            }
        }
        return buffer.flip();
    }
}
