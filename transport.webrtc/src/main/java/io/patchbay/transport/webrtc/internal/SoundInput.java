package io.patchbay.transport.webrtc.internal;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.AudioConverter;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is heard of the far end, in the session's output format, so that nobody behind it notices
 * over which transport it came. Packets name neither response nor item (RULES 18). On the loop;
 * nothing is allocated per frame.
 */
final class SoundInput implements AudioChunk {

    private final AudioConverter converter;
    private ByteBuffer sound = ByteBuffer.allocate(0);

    /**
     * The sound of one link.
     *
     * @throws IllegalArgumentException when nobody converts to {@code wanted}
     */
    SoundInput(AudioFormat heard, AudioFormat wanted) {
        this.converter = AudioConverter.between(heard, wanted);
    }

    /** Shows a frame; null when there is nothing whole to show yet. Valid until the next one. */
    @Nullable AudioChunk show(ByteBuffer frame) {
        if (converter.isIdentity()) {
            sound = frame;
        } else {
            int room = converter.maxOutput(frame.remaining());
            if (sound.capacity() < room) {
                sound = ByteBuffer.allocate(room);
            }
            sound.clear();
            converter.convert(frame, sound);
            sound.flip();
        }
        return sound.hasRemaining() ? this : null;
    }

    @Override
    public ByteBuffer bytes() {
        return sound.position(0);
    }

    @Override
    public AudioFormat format() {
        return converter.to();
    }

    @Override
    public @Nullable String responseId() {
        return null;
    }

    @Override
    public @Nullable String itemId() {
        return null;
    }

    @Override
    public int contentIndex() {
        return 0;
    }

    @Override
    public AudioClip retain() {
        ByteBuffer bytes = bytes();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(0, copy);
        return AudioClip.of(format(), copy);
    }
}
