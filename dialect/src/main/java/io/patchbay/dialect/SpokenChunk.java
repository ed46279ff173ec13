package io.patchbay.dialect;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The one chunk of a connection: a window on each message of sound, open during the call. */
final class SpokenChunk implements AudioChunk {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer bytes = NOTHING;
    private AudioFormat format = AudioFormat.PCM16_24K;
    private @Nullable String responseId;
    private @Nullable String itemId;
    private int contentIndex;

    void show(ByteBuffer sound, AudioFormat coding, String response, String item, int part) {
        // from position 0 on, as the contract says, also where the message lies elsewhere
        bytes = sound.position() == 0 ? sound : sound.slice();
        format = coding;
        responseId = response;
        itemId = item;
        contentIndex = part;
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
        return AudioClip.of(format(), bytes());
    }
}
