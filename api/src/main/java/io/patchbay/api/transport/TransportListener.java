package io.patchbay.api.transport;

import io.patchbay.api.audio.AudioChunk;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears what a link receives. Called on the session's loop, in order of arrival; must not block.
 */
@ConsumerType
public interface TransportListener {

    /** Anything but sound. */
    void onEvent(TransportEvent event);

    /** A piece of the model's speech, valid during the call. */
    void onAudio(AudioChunk chunk);

    /**
     * Whether {@link TransportEvent.Raw} is wanted; asked per message, so that nothing is built for
     * nobody (RULES 7).
     */
    default boolean wantsRaw() {
        return false;
    }

    /** The line's outgoing queue has room again after audio was refused. */
    default void onWritable() {}
}
