package io.patchbay.api.audio;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where a model's speech is made audible, and the authority on how much of it was heard (RULES 48).
 *
 * <p>All methods are called on the session's loop and must not block. The runtime's playout queue
 * owns order and pacing; a sink buffers as little as its device allows.
 */
@ConsumerType
public interface AudioSink extends AutoCloseable {

    /** What happened to an offered chunk. */
    enum Offer {
        /** Taken, all of it. */
        ACCEPTED,
        /** Not taken, none of it; offer it again after {@link Listener#onSpace()}. */
        FULL
    }

    /** Who decides when the next frame is due. */
    enum Pacing {
        /** The runtime offers frames as they fall due: telephone lines, packet media. */
        RUNTIME,
        /**
         * The sink takes what it has room for and plays at its own clock: sound cards, far ends
         * with a buffer.
         */
        SINK,
        /**
         * The sink takes everything at once, as generated: files, applications that play for
         * themselves.
         */
        NONE
    }

    /** The format that chunks must have; the runtime converts. */
    AudioFormat format();

    /** Who paces; fixed. */
    Pacing pacing();

    /**
     * Time between acceptance and the ear, in milliseconds, as far as the device tells; 0 when
     * unknown.
     */
    default long latencyMillis() {
        return 0;
    }

    /** Attaches the one listener. Called once, before anything is offered. */
    void listen(Listener listener);

    /**
     * Takes a chunk, valid during the call: all of it or nothing. What the runtime offers is a
     * frame of 20 ms, or less where an item ends, unless the pacing is {@link Pacing#NONE}; a sink
     * that cannot hold that much would stay full for ever.
     */
    Offer offer(AudioChunk chunk);

    /**
     * Drops what is accepted but not yet heard: of {@code itemId}, or of all items when it is null.
     * The position stops at what was heard.
     */
    void flush(@Nullable String itemId);

    /** Stops playing where it is and keeps what is accepted. */
    void pause();

    /** Goes on after {@link #pause()}. */
    void resume();

    /** How much was heard of the item that is playing or was played last; null before the first. */
    @Nullable PlayedPosition position();

    /** Releases the device. */
    @Override
    void close();

    /** What a sink tells the runtime, which implements it. From any thread. */
    @ProviderType
    interface Listener {

        /** A sink that was full has room again. */
        void onSpace();

        /** The far end confirmed a position (a telephone mark, a device callback). */
        void onPosition(PlayedPosition position);

        /** All that was accepted has been heard. */
        void onDrained();
    }
}
