package io.patchbay.net.internal;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes WebSocket frames out of the byte stream and joins fragments, within a bound.
 *
 * <p>It consumes everything it is given: a message that arrives whole goes through the loop's
 * scratch memory without an allocation, and only one that is cut by the end of a read gets an array
 * of its own. That, and no object a frame, is what it has over Netty's decoder, which does the same
 * for general use. On the connection's loop only.
 */
final class FrameReader {

    /** Where frames go. */
    interface Sink {

        /** A whole message; the buffer is valid during the call. */
        void message(boolean text, ByteBuffer payload);

        /** A ping, pong or close, with its payload. */
        void control(int opcode, byte[] payload) throws ViolationException;
    }

    private static final int FIRST_PIECE = 4096;

    private final Scratch scratch;
    private final boolean expectMasked;
    private final int maxMessageBytes;
    private final Sink sink;

    private final byte[] header = new byte[Frames.LONGEST_HEADER];
    private int headerBytes;
    private boolean inPayload;

    private boolean last;
    private int opcode;
    private int key;
    private int frameLength;
    private int frameRead;

    private boolean inMessage;
    private boolean text;
    private byte @Nullable [] message;
    private int messageBytes;
    private byte @Nullable [] control;

    FrameReader(Scratch scratch, boolean expectMasked, int maxMessageBytes, Sink sink) {
        this.scratch = scratch;
        this.expectMasked = expectMasked;
        this.maxMessageBytes = maxMessageBytes;
        this.sink = sink;
    }

    /**
     * Reads all of {@code in}.
     *
     * @throws ViolationException when the other side broke the protocol or the bound; the reader is
     *     of no use afterwards
     */
    void read(ByteBuf in) throws ViolationException {
        while (in.isReadable()) {
            if (!inPayload) {
                if (!readHeader(in)) {
                    return;
                }
                inPayload = true;
                frameRead = 0;
            }
            if (readPayload(in)) {
                inPayload = false;
                headerBytes = 0;
            } else {
                return;
            }
        }
    }

    private boolean readHeader(ByteBuf in) throws ViolationException {
        if (!fill(in, 2)) {
            return false;
        }
        int short7 = header[1] & 0x7f;
        boolean masked = (header[1] & 0x80) != 0;
        checkStart(masked); // at once: what is no frame may never bring the rest of one
        int lengthBytes = short7 < 126 ? 0 : short7 == 126 ? 2 : 8;
        if (!fill(in, 2 + lengthBytes + (masked ? 4 : 0))) {
            return false;
        }
        last = (header[0] & 0x80) != 0;
        opcode = header[0] & 0x0f;
        long length = lengthBytes == 0 ? short7 : number(2, lengthBytes);
        key = masked ? (int) number(2 + lengthBytes, 4) : 0;
        check(length);
        frameLength = (int) length;
        return true;
    }

    private boolean fill(ByteBuf in, int wanted) {
        int n = Math.min(wanted - headerBytes, in.readableBytes());
        if (n > 0) {
            in.readBytes(header, headerBytes, n);
            headerBytes += n;
        }
        return headerBytes >= wanted;
    }

    private long number(int from, int bytes) {
        long value = 0;
        for (int i = from; i < from + bytes; i++) {
            value = value << 8 | header[i] & 0xff;
        }
        return value;
    }

    private void checkStart(boolean masked) throws ViolationException {
        if ((header[0] & 0x70) != 0) {
            throw broken("a frame has reserved bits set");
        }
        if (masked != expectMasked) {
            throw broken(masked ? "a server's frame is masked" : "a client's frame is not masked");
        }
    }

    private void check(long length) throws ViolationException {
        switch (opcode) {
            case Frames.TEXT, Frames.BINARY -> {
                if (inMessage) {
                    throw broken("a message begins within another");
                }
                text = opcode == Frames.TEXT;
                checkLength(length);
            }
            case Frames.CONTINUATION -> {
                if (!inMessage) {
                    throw broken("a continuation has no beginning");
                }
                checkLength(length);
            }
            case Frames.CLOSE, Frames.PING, Frames.PONG -> {
                if (!last || length < 0 || length > Frames.LONGEST_CONTROL) {
                    throw broken("a control frame is fragmented or too long");
                }
            }
            default -> throw broken("a frame has the unknown opcode " + opcode);
        }
    }

    private void checkLength(long length) throws ViolationException {
        if (length < 0) {
            throw broken("a frame has a negative length");
        }
        if (length > maxMessageBytes - messageBytes) {
            throw new ViolationException(
                    1009, "a message is over the bound of " + maxMessageBytes + " bytes");
        }
    }

    private static ViolationException broken(String how) {
        return new ViolationException(1002, how);
    }

    private boolean readPayload(ByteBuf in) throws ViolationException {
        if (opcode >= Frames.CLOSE) {
            return readControl(in);
        }
        if (last && message == null && in.readableBytes() >= frameLength && !inMessage) {
            ByteBuffer whole = scratch.take(this, frameLength);
            try {
                in.readBytes(whole.array(), whole.arrayOffset(), frameLength);
                if (expectMasked) {
                    Frames.mask(whole.array(), whole.arrayOffset(), frameLength, key);
                }
                sink.message(text, whole.limit(frameLength));
            } finally {
                scratch.giveBack(this);
            }
            return true;
        }
        inMessage = true;
        int n = Math.min(in.readableBytes(), frameLength - frameRead);
        byte[] array = grown(n);
        in.readBytes(array, messageBytes, n);
        if (expectMasked) {
            Frames.mask(array, messageBytes, n, Integer.rotateLeft(key, (frameRead & 3) * 8));
        }
        frameRead += n;
        messageBytes += n;
        if (frameRead < frameLength) {
            return false;
        }
        if (last) {
            ByteBuffer whole = ByteBuffer.wrap(array, 0, messageBytes);
            inMessage = false;
            message = null;
            messageBytes = 0;
            sink.message(text, whole);
        }
        return true;
    }

    /** The message's array with room for more; grows with what arrives, not with what is said. */
    private byte[] grown(int more) {
        int wanted = messageBytes + more;
        byte[] array = message;
        if (array == null) {
            array = new byte[Math.max(wanted, Math.min(frameLength, FIRST_PIECE))];
        } else if (array.length < wanted) {
            int twice = (int) Math.min(maxMessageBytes, 2L * wanted);
            array = Arrays.copyOf(array, Math.max(wanted, twice));
        }
        message = array;
        return array;
    }

    private boolean readControl(ByteBuf in) throws ViolationException {
        byte[] payload = control;
        if (payload == null) {
            payload = new byte[frameLength];
            control = payload;
        }
        int n = Math.min(in.readableBytes(), frameLength - frameRead);
        in.readBytes(payload, frameRead, n);
        frameRead += n;
        if (frameRead < frameLength) {
            return false;
        }
        control = null;
        Frames.mask(payload, 0, frameLength, key);
        sink.control(opcode, payload);
        return true;
    }
}
