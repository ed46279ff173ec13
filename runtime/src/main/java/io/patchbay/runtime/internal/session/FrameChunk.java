package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A window on the frame that is offered to a sink; one for the life of a playout. */
final class FrameChunk implements AudioChunk {
    private final AudioFormat format;
    private final ByteBuffer buffer;
    private int length;
    private SoundQueue.@Nullable Run run;

    FrameChunk(AudioFormat format, byte[] frame) {
        this.format = format;
        this.buffer = ByteBuffer.wrap(frame);
    }

    void show(int bytes, SoundQueue.Run of) {
        this.length = bytes;
        this.run = of;
    }

    @Override
    public ByteBuffer bytes() {
        return buffer.clear().limit(length);
    }

    @Override
    public AudioFormat format() {
        return format;
    }

    @Override
    public @Nullable String responseId() {
        return run == null ? null : run.responseId;
    }

    @Override
    public @Nullable String itemId() {
        return run == null ? null : run.itemId;
    }

    @Override
    public int contentIndex() {
        return run == null ? 0 : run.contentIndex;
    }

    @Override
    public AudioClip retain() {
        return AudioClip.of(format, bytes());
    }
}
