package io.patchbay.rtc;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One end of a peer connection: an audio track each way and one text channel.
 *
 * <p>Methods are called one after the other, by threads that may be blocked for some milliseconds,
 * and never by two at once; {@link #push} is the exception. Session descriptions are SDP with their
 * last line end. Stages complete on any thread, and fail with an {@link RtcException}.
 */
@ConsumerType
public interface RtcPeer {

    /**
     * Makes and applies the offer: audio both ways, and the text channel of {@link
     * RtcSettings#textChannel()}. It does not wait for candidates, as browsers do not.
     */
    CompletionStage<String> offer();

    /**
     * Takes an offer and makes the answer, with at least one candidate in it.
     *
     * @throws RtcException in the stage: {@link RtcException.Kind#DESCRIPTION} when {@code offer}
     *     is none, {@link RtcException.Kind#CODEC} when there is no common audio
     */
    CompletionStage<String> answer(String offer);

    /** Takes the answer to the last {@link #offer} or {@link #restart}. */
    CompletionStage<Void> accept(String answer);

    /** Makes and applies an offer with new ICE credentials, for a path that was lost. */
    CompletionStage<String> restart();

    /**
     * Sends exactly 10 ms of sound: PCM16, little-endian, mono, at {@link RtcSettings#sendRate()}.
     * The frame is array-backed and valid during the call. Called by the pacer's thread alone,
     * between the first {@link RtcState#CONNECTED} and {@link #close}.
     */
    void push(ByteBuffer frame);

    /**
     * Sends one message over the open text channel.
     *
     * @param utf8 array-backed, all of the array or a part, valid during the call
     * @throws RtcException {@link RtcException.Kind#CLOSED} when the channel is not open
     */
    void sendText(ByteBuffer utf8);

    /** Bytes of text that were sent and have not left yet. */
    long bufferedText();

    /** The longest message that the far end takes, in bytes. */
    int maxText();

    /**
     * Sends silence in place of the microphone, or no longer, where {@link RtcSettings#devices()}
     * are used. It may come before the first offer, and holds for the first packet then.
     *
     * @throws UnsupportedOperationException when the engine has no devices
     */
    default void muteDevices(boolean on) {
        throw new UnsupportedOperationException("this engine has no microphone to mute");
    }

    /**
     * Why the state is {@link RtcState#FAILED}: {@link RtcException.Kind#PATH}, or {@link
     * RtcException.Kind#SECURITY} where the engine can tell. Known before the listener hears of
     * that state; from any thread, without blocking.
     */
    default Optional<RtcException> failure() {
        return Optional.empty();
    }

    /** Ends it and frees everything; waits until it is done. Repeated calls do nothing. */
    void close();

    /**
     * Hears what happens. Called on threads of the engine that serve all its peers: copy, hand
     * over, return. What is thrown is caught by the engine and logged.
     */
    @ConsumerType
    interface Listener {

        /** The connection is in another state. */
        void onState(RtcState state);

        /** The text channel stands. */
        void onTextOpen();

        /** A message, valid during the call. */
        void onText(ByteBuffer utf8);

        /** The text channel is over: the far end has closed it, or hung up. */
        void onTextClosed();

        /**
         * Received sound, 10 ms of PCM16, little-endian, valid during the call. Goes on, silent,
         * while the far end sends nothing.
         *
         * @param sampleRate in Hz, most often 48 000
         * @param channels 1 or 2, interleaved
         */
        void onAudio(ByteBuffer frame, int sampleRate, int channels);
    }
}
