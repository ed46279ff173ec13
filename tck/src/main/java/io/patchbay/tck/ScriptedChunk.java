package io.patchbay.tck;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One chunk object for a connection's life, as a real transport has it. Outside of the call that
 * hands it over it refuses to be looked at, and its bytes are overwritten: a listener that keeps it
 * is found out.
 */
final class ScriptedChunk implements AudioChunk {

    private byte[] bytes = new byte[0];
    private @Nullable ByteBuffer window;
    private AudioFormat format = AudioFormat.PCM16_24K;
    private @Nullable String responseId;
    private @Nullable String itemId;
    private int contentIndex;

    void open(Turn.Sound sound) {
        AudioClip clip = sound.clip();
        bytes = new byte[clip.size()];
        clip.bytes().get(bytes);
        window = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        format = clip.format();
        responseId = sound.responseId();
        itemId = sound.itemId();
        contentIndex = sound.contentIndex();
    }

    void shut() {
        Arrays.fill(bytes, (byte) 0x55);
        window = null;
    }

    @Override
    public ByteBuffer bytes() {
        return window().rewind();
    }

    @Override
    public AudioFormat format() {
        window();
        return format;
    }

    @Override
    public @Nullable String responseId() {
        window();
        return responseId;
    }

    @Override
    public @Nullable String itemId() {
        window();
        return itemId;
    }

    @Override
    public int contentIndex() {
        window();
        return contentIndex;
    }

    @Override
    public AudioClip retain() {
        return AudioClip.of(format, bytes());
    }

    private ByteBuffer window() {
        ByteBuffer open = window;
        if (open == null) {
            throw new IllegalStateException(
                    "an audio chunk is valid during the call only; retain() keeps it");
        }
        return open;
    }
}
