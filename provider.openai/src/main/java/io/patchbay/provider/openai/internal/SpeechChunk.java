package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.dialect.Scratch;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The one chunk of a connection, refilled for every piece of speech. */
final class SpeechChunk implements AudioChunk {

    private static final byte[] NOTHING = new byte[0];

    private ByteBuffer bytes = ByteBuffer.wrap(NOTHING);
    private AudioFormat format = AudioFormat.PCM16_24K;
    private @Nullable String responseId;
    private @Nullable String itemId;
    private int contentIndex;

    void fill(
            byte[] array,
            int length,
            AudioFormat format,
            @Nullable String responseId,
            @Nullable String itemId,
            int contentIndex) {
        if (bytes.array() != array) {
            bytes = ByteBuffer.wrap(array);
        }
        bytes.position(0).limit(length);
        this.format = format;
        this.responseId = responseId;
        this.itemId = itemId;
        this.contentIndex = contentIndex;
    }

    /** The call is over: what the buffer shows belongs to others now. */
    void close() {
        bytes.position(0).limit(0);
        if (bytes.capacity() > Scratch.KEPT) {
            bytes = ByteBuffer.wrap(NOTHING);
        }
    }

    @Override
    public ByteBuffer bytes() {
        return bytes.rewind();
    }

    @Override
    public AudioFormat format() {
        return format;
    }

    @Override
    public @Nullable String responseId() {
        return responseId;
    }

    @Override
    public @Nullable String itemId() {
        return itemId;
    }

    @Override
    public int contentIndex() {
        return contentIndex;
    }

    @Override
    public AudioClip retain() {
        return AudioClip.of(format, bytes());
    }
}
