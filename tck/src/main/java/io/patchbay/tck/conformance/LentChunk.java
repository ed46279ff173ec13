package io.patchbay.tck.conformance;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A chunk of an item that is spoilt when the call that it was lent for has returned. */
final class LentChunk implements AudioChunk, AutoCloseable {

    private final AudioFormat format;
    private final String itemId;
    private final byte[] bytes;
    private final ByteBuffer window;

    LentChunk(AudioFormat format, String itemId, byte[] sound) {
        this.format = format;
        this.itemId = itemId;
        this.bytes = sound.clone();
        this.window = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    @Override
    public ByteBuffer bytes() {
        return window.rewind();
    }

    @Override
    public AudioFormat format() {
        return format;
    }

    @Override
    public String responseId() {
        return "response-of-the-kit";
    }

    @Override
    public String itemId() {
        return itemId;
    }

    @Override
    public int contentIndex() {
        return 0;
    }

    @Override
    public AudioClip retain() {
        return AudioClip.of(format, bytes());
    }

    @Override
    public void close() {
        Arrays.fill(bytes, Speech.silence(format));
    }
}
