package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SessionListener.Interest;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets listeners hear the caller. When nobody wants to, a frame costs one comparison. On the loop.
 */
final class CallerTap {
    private final Audience audience;
    private final Supplier<AudioFormat> format;
    private final Window window = new Window();

    CallerTap(Audience audience, Supplier<AudioFormat> format) {
        this.audience = audience;
        this.format = format;
    }

    /** The caller's next frame; its position stays where it is. */
    void heard(ByteBuffer audio) {
        if (audience.wants(Interest.CALLER_AUDIO)) {
            window.show(audio, format.get());
            audience.callerAudio(window);
            window.shut();
        }
    }

    /** A window on the frame that passes. */
    private static final class Window implements AudioChunk {
        private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

        private @Nullable ByteBuffer frame;
        private AudioFormat format = AudioFormat.PCM16_24K;

        void show(ByteBuffer audio, AudioFormat as) {
            frame = audio;
            format = as;
        }

        void shut() {
            frame = null;
        }

        @Override
        public ByteBuffer bytes() {
            ByteBuffer passing = frame;
            return passing == null ? NOTHING : passing.slice().asReadOnlyBuffer();
        }

        @Override
        public AudioFormat format() {
            return format;
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
            return AudioClip.of(format, bytes());
        }
    }
}
