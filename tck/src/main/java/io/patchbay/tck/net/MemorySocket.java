package io.patchbay.tck.net;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of a WebSocket in memory (RFC 6455, section 5): it reads what a client writes,
 * answers pings and closes, and says what the test wants. It is as patient as a test: what breaks
 * the protocol fails its loop's task. Methods from any thread; what comes is told on the client's
 * loop.
 */
public final class MemorySocket {

    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    /** How a client closed. */
    public record Closed(int code, String reason) {}

    private final MemoryBytes bytes;
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    private volatile Consumer<String> texts = text -> {};
    private volatile Consumer<byte[]> binaries = sound -> {};
    private byte[] read = new byte[0];
    private int start;
    private int kind;
    private volatile boolean closing;

    MemorySocket(MemoryBytes bytes) {
        this.bytes = bytes;
        bytes.onBytes(this::read);
        bytes.ended().thenRun(() -> closed.complete(new Closed(1006, "")));
    }

    /** The bytes below, for what goes wrong there. */
    public MemoryBytes bytes() {
        return bytes;
    }

    /** Hears text messages. */
    public void onText(Consumer<String> server) {
        texts = server;
    }

    /** Hears binary messages. */
    public void onBinary(Consumer<byte[]> server) {
        binaries = server;
    }

    /** How the client closed; 1006 when the stream just ended. */
    public CompletableFuture<Closed> closed() {
        return closed;
    }

    /** Sends a text message. */
    public void say(String text) {
        frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a binary message. */
    public void say(byte[] sound) {
        frame(BINARY, sound);
    }

    /** Begins to close; the answer to it ends the stream. */
    public void close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        frame(CLOSE, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
        closing = true;
    }

    /** Stops to read, so that what the client sends piles up there, or goes on. */
    public void hold(boolean on) {
        bytes.hold(on);
    }

    /** Cuts the line without a word. */
    public void vanish() {
        bytes.cut();
    }

    private void frame(int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(10 + payload.length).put((byte) (0x80 | opcode));
        if (payload.length <= 125) {
            frame.put((byte) payload.length);
        } else if (payload.length <= 0xffff) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        frame.put(payload);
        bytes.send(Arrays.copyOf(frame.array(), frame.position()));
    }

    // ---- what the client writes

    private void read(byte[] piece) {
        byte[] all = Arrays.copyOf(read, read.length + piece.length);
        System.arraycopy(piece, 0, all, read.length, piece.length);
        ByteBuffer in = ByteBuffer.wrap(all);
        byte[] payload = next(in);
        while (payload != null) {
            int first = all[start];
            heard(first & 0x0f, (first & 0x80) != 0, payload);
            payload = next(in);
        }
        read = Arrays.copyOfRange(all, in.position(), all.length);
    }

    /** The payload of the next whole frame, whose first byte is at {@code start}. */
    private byte @Nullable [] next(ByteBuffer in) {
        start = in.position();
        if (in.remaining() < 2) {
            return null;
        }
        in.get();
        int second = in.get();
        if ((second & 0x80) == 0) {
            throw new IllegalStateException("a client's frame is not masked");
        }
        int length = second & 0x7f;
        int more = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (in.remaining() < more + 4) {
            in.position(start);
            return null;
        }
        if (more == 2) {
            length = in.getShort() & 0xffff;
        } else if (more == 8) {
            length = Math.toIntExact(in.getLong());
        }
        byte[] key = new byte[4];
        in.get(key);
        if (in.remaining() < length) {
            in.position(start);
            return null;
        }
        byte[] payload = new byte[length];
        in.get(payload);
        for (int i = 0; i < length; i++) {
            payload[i] ^= key[i & 3];
        }
        return payload;
    }

    private void heard(int opcode, boolean last, byte[] payload) {
        switch (opcode) {
            case 0, TEXT, BINARY -> {
                kind = opcode == 0 ? kind : opcode;
                message.writeBytes(payload);
                if (last) {
                    byte[] whole = message.toByteArray();
                    message.reset();
                    tell(whole);
                }
            }
            case PING -> frame(PONG, payload);
            case CLOSE -> closed(payload);
            case PONG -> {
                // nobody asks
            }
            default -> throw new IllegalStateException("a frame has the unknown opcode " + opcode);
        }
    }

    private void tell(byte[] whole) {
        if (kind == TEXT) {
            texts.accept(new String(whole, StandardCharsets.UTF_8));
        } else {
            binaries.accept(whole);
        }
    }

    private void closed(byte[] payload) {
        int code = payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        int from = Math.min(2, payload.length);
        String reason = new String(payload, from, payload.length - from, StandardCharsets.UTF_8);
        closed.complete(new Closed(code, reason));
        if (!closing) {
            frame(CLOSE, Arrays.copyOf(payload, Math.min(2, payload.length)));
        }
        bytes.end(null);
    }

    @Override
    public String toString() {
        return "MemorySocket[" + bytes + "]";
    }
}
