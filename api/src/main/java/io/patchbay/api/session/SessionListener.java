package io.patchbay.api.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.transport.TransportEvent;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears what happens in a session. A listener that throws hurts nobody: it is counted, reported and
 * called again next time.
 */
@ConsumerType
public interface SessionListener {

    /** What a listener wants to hear; what nobody wants is not made. */
    enum Interest {
        /** {@link SessionListener#onEvent}. */
        EVENTS,
        /** {@link SessionListener#onAudio}. */
        AUDIO,
        /** {@link SessionListener#onCallerAudio}. */
        CALLER_AUDIO,
        /** {@link SessionListener#onCall}. */
        CALLS,
        /** {@link SessionListener#onTransportEvent}, all kinds but raw ones. */
        TRANSPORT,
        /** Raw messages among the transport events. */
        RAW
    }

    /** What this listener wants; asked once, when it is registered. Default: events and sound. */
    default Set<Interest> interests() {
        return Set.of(Interest.EVENTS, Interest.AUDIO);
    }

    /** Something happened. */
    default void onEvent(SessionEvent event) {}

    /** The model speaks. Inline the chunk is valid during the call; off the loop it is a copy. */
    default void onAudio(AudioChunk chunk) {}

    /**
     * A caller speaks, the application's or a leg's, in the format that the line takes, at the
     * moment in which the session takes it. Inline the chunk is valid during the call; off the loop
     * it is a copy. The chunk names no response and no item.
     */
    default void onCallerAudio(AudioChunk chunk) {}

    /** The application asked for something, and the session does it now. */
    default void onCall(SessionCall call) {}

    /** The line said something, in its own order, before the session made anything of it. */
    default void onTransportEvent(TransportEvent event) {}
}
