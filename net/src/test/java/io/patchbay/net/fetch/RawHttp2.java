package io.patchbay.net.fetch;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.NullUnmarked;

/**
 * HTTP/2 by hand (RFC 9113), for what no decent peer does. Headers are literals without indexing
 * (RFC 7541, section 6.2.2), so nothing is compressed.
 */
@NullUnmarked
final class RawHttp2 {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;

    static final byte[] ENABLE_CONNECT = {0, 8, 0, 0, 0, 1};

    private final Socket socket;
    private final DataInputStream in;

    /** One frame. */
    record Frame(int type, int flags, int stream, byte[] payload) {

        int code() {
            return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
        }
    }

    RawHttp2(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        socket.setSoTimeout(60_000);
    }

    /** The server's side: reads the preface, says SETTINGS. */
    RawHttp2 serve(byte[] settings) throws IOException {
        in.readFully(new byte[24]);
        send(SETTINGS, 0, 0, settings);
        return this;
    }

    /** The client's side. */
    RawHttp2 connect() throws IOException {
        socket.getOutputStream()
                .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        send(SETTINGS, 0, 0);
        return this;
    }

    void send(int type, int flags, int stream, byte... payload) throws IOException {
        var frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        socket.getOutputStream().write(frame.array());
    }

    /** The same, from numbers. */
    void send(int type, int flags, int stream, int first, int... more) throws IOException {
        byte[] payload = new byte[1 + more.length];
        payload[0] = (byte) first;
        for (int i = 0; i < more.length; i++) {
            payload[i + 1] = (byte) more[i];
        }
        send(type, flags, stream, payload);
    }

    /** A block of headers from names and values in turn. */
    static byte[] block(String... namesAndValues) {
        var block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0);
            for (String text : new String[] {namesAndValues[i], namesAndValues[i + 1]}) {
                byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
                if (bytes.length < 127) {
                    block.write(bytes.length);
                } else {
                    block.write(127);
                    int rest = bytes.length - 127;
                    for (; rest >= 128; rest >>= 7) {
                        block.write(rest % 128 + 128);
                    }
                    block.write(rest);
                }
                block.writeBytes(bytes);
            }
        }
        return block.toByteArray();
    }

    /** What opens a WebSocket. */
    static byte[] connectTo(String path) {
        return block(
                ":method",
                "CONNECT",
                ":protocol",
                "websocket",
                ":scheme",
                "http",
                ":path",
                path,
                ":authority",
                "localhost",
                "sec-websocket-version",
                "13");
    }

    /** The next frame that is of this type; whatever else comes is passed over. */
    Frame next(int type) throws IOException {
        Frame frame = read();
        while (frame.type() != type) {
            frame = read();
        }
        return frame;
    }

    Frame read() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Frame(type, flags, stream, payload);
    }

    /** The code of the GOAWAY with which the other side ends; -1 when it ends without. */
    int ends() throws IOException {
        try {
            return next(GOAWAY).code();
        } catch (EOFException e) {
            return -1;
        }
    }

    /** Reads until the other side ends. */
    void rest() throws IOException {
        in.readAllBytes();
    }
}
