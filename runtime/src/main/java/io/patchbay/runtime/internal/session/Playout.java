package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.PlayedPosition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of the model's speech to one leg: order, pace and position (RULES 4). On the session's
 * loop.
 */
interface Playout {
    /** Hears when a leg begins to play and when it has played all there is. */
    interface Watcher {
        /** It plays. */
        void playbackStarted(@Nullable String itemId);

        /** It has played everything. */
        void playbackEnded(@Nullable String itemId);
    }

    /** A frame of speech; valid during the call. */
    void take(AudioChunk chunk);

    /** No more sound comes for an item, or for any when it is null. */
    void complete(@Nullable String itemId);

    /** Whether something was given that was not heard to its end. */
    boolean playing();

    /** Whether something can be heard at this moment. */
    boolean sounding();

    /** Everything that was not heard to its end, in order. */
    List<Segments.Cut> cuts();

    /** How much was heard of what plays now; null when nothing was audible yet. */
    @Nullable PlayedPosition position();

    /** How much of what was given is on its way to the ear, in microseconds of generated sound. */
    long pendingMicros();

    /** Stops playing where it is, and keeps all there is. */
    void pause();

    /** Goes on after {@link #pause}; does nothing else. */
    void resume();

    /** Drops everything; a pause is over. */
    void flush();

    /** The leg is gone. */
    void close();
}
