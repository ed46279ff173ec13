package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SessionListener.Interest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets listeners hear the caller. When nobody wants to, a frame costs one comparison; when somebody
 * does, one copy for all of them and no allocation. On the loop.
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

    /**
     * A window on the frame that passes. It has a place of its own for it: a frame may begin amid a
     * ring or a pool, where a read-only view from 0 would be a new object each time.
     */
    private static final class Window implements AudioChunk {
        /** More is no frame but a recording, for which no room is kept. */
        private static final int MAX_FRAME = 1 << 16;

        private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

        private ByteBuffer room = NOTHING;
        private ByteBuffer view = NOTHING;
        private ByteBuffer shown = NOTHING;
        private int length;
        private AudioFormat format = AudioFormat.PCM16_24K;

        void show(ByteBuffer audio, AudioFormat as) {
            length = audio.remaining();
            format = as;
            if (length > MAX_FRAME) {
                shown = audio.slice().asReadOnlyBuffer();
                return;
            }
            if (room.capacity() < length) {
                room = ByteBuffer.allocate(length);
                view = room.asReadOnlyBuffer();
            }
            if (length > 0) {
                room.put(0, audio, audio.position(), length);
            }
            shown = view;
        }

        void shut() {
            shown = NOTHING;
            length = 0;
        }

        @Override
        public ByteBuffer bytes() {
            return shown.clear().limit(length).order(ByteOrder.BIG_ENDIAN);
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
