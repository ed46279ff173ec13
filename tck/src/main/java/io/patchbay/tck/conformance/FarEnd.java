package io.patchbay.tck.conformance;

import java.net.URI;
import java.time.Duration;

/**
 * The other end of a transport under test, on this machine: it takes connections and lets the kit
 * speak and hear on them. What is said is the kit's affair: it brings its own dialect, of texts and
 * of pieces of sound, and plays the provider by itself.
 */
public interface FarEnd extends AutoCloseable {

    /** Where the transport connects to. */
    URI uri();

    /** Where nobody answers; default: port 1 of the same host. */
    default URI nowhere() {
        URI here = uri();
        return URI.create(here.getScheme() + "://" + here.getHost() + ":1/");
    }

    /**
     * The next connection that was made.
     *
     * @throws Exception when there is none within {@code patience}
     */
    Peer accept(Duration patience) throws Exception;

    @Override
    void close() throws java.io.IOException;

    /** One connection, seen from the far end. */
    interface Peer {

        /** Sends a text message. */
        void say(String text) throws Exception;

        /** Sends a piece of sound: a binary message, or a frame where sound travels beside them. */
        void say(byte[] sound) throws Exception;

        /**
         * The next text message that came.
         *
         * @throws Exception when there is none within {@code patience}
         */
        String text(Duration patience) throws Exception;

        /**
         * The next piece of sound that came.
         *
         * @throws Exception when there is none within {@code patience}
         */
        byte[] sound(Duration patience) throws Exception;

        /** Ends the connection in order, with a code and a reason where the wire has them. */
        void end(int code, String reason) throws Exception;

        /** Breaks the connection: no word of farewell. */
        void vanish() throws Exception;

        /** Whether the transport has ended the connection within {@code patience}. */
        boolean isGone(Duration patience) throws Exception;

        /**
         * Stops to read what comes in, so that it piles up at the transport, or goes on.
         *
         * @return false when this far end cannot do that; then backlog is not tested
         */
        default boolean stall(boolean on) throws Exception {
            return false;
        }
    }
}
