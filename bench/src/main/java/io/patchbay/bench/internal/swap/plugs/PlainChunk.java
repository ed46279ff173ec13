package io.patchbay.bench.internal.swap.plugs;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The one chunk of a line: a window on each message of sound, open during the call. */
final class PlainChunk implements AudioChunk {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer bytes = NOTHING;
    private @Nullable String response;
    private @Nullable String item;

    void show(ByteBuffer sound, String ofResponse, String ofItem) {
        bytes = sound;
        response = ofResponse;
        item = ofItem;
    }

    void hide() {
        bytes = NOTHING;
    }

    @Override
    public ByteBuffer bytes() {
        return bytes.rewind();
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
