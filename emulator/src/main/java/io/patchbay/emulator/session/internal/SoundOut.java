package io.patchbay.emulator.session.internal;

import io.patchbay.api.audio.AudioFormat;
import java.time.Duration;

/**
 * Where the sound of a session's answers goes: into events on a WebSocket, into packets on a call.
 * All methods on the session's loop.
 */
interface SoundOut {

    /** Whether there is room for more; if not, speech waits. */
    boolean writable();

    /** The format in which the sound of a response is to be made. */
    AudioFormat format(ResponseRequest request);

    /** A spoken item begins. */
    Voice begin(OutputItem output);

    /** The response is done: no sound of it comes any more. */
    void done(String responseId);

    /** The user speaks, and the answer has to give way. */
    void interrupted();

    /**
     * The client wants silence.
     *
     * @throws io.patchbay.emulator.protocol.internal.ProtocolException where nothing is buffered
     *     here
     */
    void clear();

    /** How much longer the sound plays that was made so far, as far as this side knows. */
    Duration stillPlaying();

    /** How many bytes of sound an event may carry to the client. */
    int longestRetrieval();

    /** Holds everything back for a while. */
    void stall(Duration length);

    /** The sound of one item. */
    interface Voice {

        /**
         * The next piece.
         *
         * @param millis how long it lasts
         */
        void say(byte[] piece, long millis);
    }
}
