package io.patchbay.tck.conformance;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The one chunk of a line of {@link PlayedProvider}. */
final class PlayedChunk implements AudioChunk {

    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private int begin;
    private @Nullable String response;
    private @Nullable String item;

    AudioChunk show(ByteBuffer shown, @Nullable String responseId, String itemId) {
        bytes = shown;
        begin = shown.position();
        response = responseId;
        item = itemId;
        return this;
    }

    @Override
    public ByteBuffer bytes() {
        return bytes.position(begin);
    }

    @Override
    public AudioFormat format() {
        return AudioFormat.PCM16_24K;
    }

    @Override
    public @Nullable String responseId() {
        return response;
    }

    @Override
    public @Nullable String itemId() {
        return item;
    }

    @Override
    public int contentIndex() {
        return 0;
    }

    @Override
    public AudioClip retain() {
        return AudioClip.of(format(), bytes());
    }
}
