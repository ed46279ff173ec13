package io.patchbay.bench.internal.floor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.Executor;

/**
 * The floor of sending: sound becomes base64 between two constants in a buffer of Netty's, which
 * its own WebSocket encoder frames and masks. One sender for one connection.
 */
public final class BareSender {

    private static final Base64.Encoder ENCODER = Base64.getEncoder();
    private static final byte[] BEFORE =
            "{\"type\":\"input_audio_buffer.append\",\"audio\":\""
                    .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER = "\"}".getBytes(StandardCharsets.US_ASCII);

    private final Channel channel;
    private byte[] text = new byte[0];

    /** Sends on this socket. */
    public BareSender(BareSocket socket) {
        this.channel = socket.channel();
    }

    /** The connection's event loop. */
    public Executor loop() {
        return channel.eventLoop();
    }

    /** Writes a chunk without flushing. One thread at a time. */
    public void write(byte[] sound) {
        channel.write(new TextWebSocketFrame(message(sound)), channel.voidPromise());
    }

    /** Writes a chunk and flushes. One thread at a time. */
    public void send(byte[] sound) {
        channel.writeAndFlush(new TextWebSocketFrame(message(sound)), channel.voidPromise());
    }

    /** Sends what was written. */
    public void flush() {
        channel.flush();
    }

    private ByteBuf message(byte[] sound) {
        int characters = (sound.length + 2) / 3 * 4;
        if (text.length != characters) {
            text = new byte[characters];
        }
        ENCODER.encode(sound, text);
        return channel.alloc()
                .directBuffer(BEFORE.length + characters + AFTER.length)
                .writeBytes(BEFORE)
                .writeBytes(text)
                .writeBytes(AFTER);
    }
}
