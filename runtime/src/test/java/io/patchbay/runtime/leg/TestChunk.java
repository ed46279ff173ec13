package io.patchbay.runtime.leg;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A chunk of an item whose samples all have one value. */
record TestChunk(AudioFormat format, @Nullable String itemId, int contentIndex, byte[] sound)
        implements AudioChunk {

    static TestChunk of(String itemId, int millis, int value) {
        byte[] sound = new byte[AudioFormat.PCM16_24K.bytes(millis)];
        for (int i = 0; i < sound.length; i += 2) {
            sound[i] = (byte) value;
        }
        return new TestChunk(AudioFormat.PCM16_24K, itemId, 0, sound);
    }

    @Override
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(sound).asReadOnlyBuffer();
    }

    @Override
    public @Nullable String responseId() {
        return "resp_1";
    }

    @Override
    public AudioClip retain() {
        return AudioClip.of(format, sound);
    }
}
