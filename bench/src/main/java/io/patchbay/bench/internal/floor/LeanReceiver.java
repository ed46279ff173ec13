package io.patchbay.bench.internal.floor;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Consumer;

/**
 * Floor (a): finds the audio by its place and decodes it. Knows nothing of JSON, checks nothing and
 * says nothing but the sound. For one connection, on its event loop.
 */
public final class LeanReceiver implements Consumer<ByteBuf> {

    private static final Base64.Decoder DECODER = Base64.getDecoder();
    private static final byte[] TYPE = ascii("{\"type\":\"response.output_audio.delta\"");
    private static final byte[] DELTA = ascii("\"delta\":\"");

    private final Ear ear;
    private byte[] message = new byte[2_048];
    private byte[] text = new byte[0];
    private byte[] sound = new byte[0];
    private ByteBuffer view = ByteBuffer.wrap(sound);

    /** Decodes for {@code ear}. */
    public LeanReceiver(Ear ear) {
        this.ear = ear;
    }

    @Override
    public void accept(ByteBuf payload) {
        int length = payload.readableBytes();
        if (message.length < length) {
            message = new byte[length];
        }
        payload.readBytes(message, 0, length);
        if (length < TYPE.length || !Arrays.equals(message, 0, TYPE.length, TYPE, 0, TYPE.length)) {
            return;
        }
        int start = find(TYPE.length, length);
        int characters = length - 2 - start; // the message ends with "}
        if (text.length != characters) {
            text = new byte[characters];
            sound = new byte[characters / 4 * 3];
            view = ByteBuffer.wrap(sound);
        }
        System.arraycopy(message, start, text, 0, characters);
        int bytes = DECODER.decode(text, sound);
        ear.hear(view.clear().limit(bytes));
    }

    private int find(int from, int length) {
        for (int i = from; i < length - DELTA.length; i++) {
            if (message[i] == '"'
                    && Arrays.equals(message, i, i + DELTA.length, DELTA, 0, DELTA.length)) {
                return i + DELTA.length;
            }
        }
        throw new IllegalStateException("an audio delta without a delta");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
