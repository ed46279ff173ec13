package io.patchbay.transport.twilio.internal;

import io.patchbay.net.websocket.WebSocketConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Writes to the far end: sound, marks, and that it drop what it has. On the session's loop; makes
 * nothing but what a connection on another loop needs.
 */
final class FarEnd {

    private static final Base64.Encoder ENCODER = Base64.getEncoder();
    private static final byte[] SOUND_END = ascii("\"}}");
    private static final int LONGEST_NUMBER = 20;

    private final WebSocketConnection connection;
    private final Runnable onLost;
    private final byte[] sound;
    private final byte[] mark;
    private final byte[] clear;
    private final byte[] base64;
    private final ByteBuffer message;
    private final byte[] number = new byte[LONGEST_NUMBER];

    /**
     * For one stream.
     *
     * @param frameBytes of a frame
     * @param onLost told, on any thread, when a message could not be sent
     */
    FarEnd(
            WebSocketConnection connection,
            Dialect dialect,
            String stream,
            int frameBytes,
            Runnable onLost) {
        this.connection = connection;
        this.onLost = onLost;
        String member = dialect.streamMember();
        // a stream's name is letters, digits and signs that JSON takes as they are
        String names = member == null ? "" : ",\"" + member + "\":\"" + stream + "\"";
        sound = ascii("{\"event\":\"media\"" + names + ",\"media\":{\"payload\":\"");
        mark = ascii("{\"event\":\"mark\"" + names + ",\"mark\":{\"name\":\"");
        clear = ascii("{\"event\":\"clear\"" + names + "}");
        base64 = new byte[(frameBytes + 2) / 3 * 4];
        message = ByteBuffer.allocate(sound.length + base64.length + SOUND_END.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A frame of sound, of exactly that many bytes. */
    void sound(byte[] frame) {
        int characters = ENCODER.encode(frame, base64);
        message.clear().put(sound).put(base64, 0, characters).put(SOUND_END).flip();
        send(message);
    }

    /** Comes back when all before it was played, or dropped. */
    void mark(int generation, long frame) {
        message.clear().put(mark);
        number(generation);
        message.put((byte) '-');
        number(frame);
        send(message.put(SOUND_END).flip());
    }

    private void number(long value) {
        int at = number.length;
        long left = value;
        do {
            number[--at] = (byte) ('0' + left % 10);
            left /= 10;
        } while (left > 0);
        message.put(number, at, number.length - at);
    }

    /** Nothing of what was sent and was not played is to be played. */
    void clear() {
        send(message.clear().put(clear).flip());
    }

    private void send(ByteBuffer text) {
        if (!connection.loop().inLoop()) {
            connection
                    .sendText(text)
                    .whenComplete(
                            (sent, failure) -> {
                                if (failure != null) {
                                    onLost.run();
                                }
                            });
            return;
        }
        ByteBuffer into = connection.begin(text.remaining());
        if (into != null) {
            into.put(text);
            connection.endText();
        } else {
            onLost.run();
        }
    }

    /** Whether it keeps up with what it is sent. */
    boolean writable() {
        return connection.writable();
    }
}
