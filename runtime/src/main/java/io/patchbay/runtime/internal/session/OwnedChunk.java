package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A frame of a line that names no owner, with the owner that it has. One for many frames. */
final class OwnedChunk implements AudioChunk {
    private AudioChunk sound = Silence.CHUNK;
    private @Nullable String responseId;
    private @Nullable String itemId;

    OwnedChunk of(AudioChunk chunk, String response, String item) {
        sound = chunk;
        responseId = response;
        itemId = item;
        return this;
    }

    @Override
    public ByteBuffer bytes() {
        return sound.bytes();
    }

    @Override
    public AudioFormat format() {
        return sound.format();
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
        return 0;
    }

    @Override
    public AudioClip retain() {
        return sound.retain();
    }
}
