package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A chunk that was kept for a listener off the loop. Immutable. */
record RetainedChunk(
        AudioClip clip, @Nullable String responseId, @Nullable String itemId, int contentIndex)
        implements AudioChunk {
    static RetainedChunk of(AudioChunk chunk) {
        return new RetainedChunk(
                chunk.retain(), chunk.responseId(), chunk.itemId(), chunk.contentIndex());
    }

    @Override
    public ByteBuffer bytes() {
        return clip.bytes();
    }

    @Override
    public AudioFormat format() {
        return clip.format();
    }

    @Override
    public AudioClip retain() {
        return clip;
    }
}
