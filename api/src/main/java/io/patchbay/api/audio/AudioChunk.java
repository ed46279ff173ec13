package io.patchbay.api.audio;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A piece of the model's speech, seen through a window that is open only during the call that hands
 * it over.
 *
 * <p>One chunk object serves a connection for life and is refilled for every frame, so that a frame
 * allocates nothing. Whoever needs the sound after the call returns takes a copy with {@link
 * #retain()}. Not thread-safe.
 */
@ConsumerType
public interface AudioChunk {

    /**
     * The sound. Read-only by contract, position 0, valid during the call; each call returns the
     * same buffer rewound.
     */
    ByteBuffer bytes();

    /** How {@link #bytes()} is coded. */
    AudioFormat format();

    /** The response that speaks, or null where the line does not say (RULES 18). */
    @Nullable String responseId();

    /** The history item that this sound belongs to, or null where the line does not say. */
    @Nullable String itemId();

    /** The content part of the item, from 0. */
    int contentIndex();

    /** How long the chunk lasts, in microseconds. */
    default long micros() {
        return format().micros(bytes().remaining());
    }

    /** An immutable copy that may be kept and used by any thread. */
    AudioClip retain();
}
