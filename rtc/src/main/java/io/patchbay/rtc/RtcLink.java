package io.patchbay.rtc;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.audio.PacedSound;
import io.patchbay.rtc.internal.EngineLink;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A peer connection as a session uses it: everything happens on the session's loop, nothing blocks
 * it, what waits is bounded, and sound leaves at its own pace.
 *
 * <p>Methods are called on the loop, unless they say otherwise; stages complete there, and fail
 * with an {@link RtcException}. A stage that fails does not end the link: whoever cannot go on
 * closes it. One offer or answer is made at a time.
 */
@ProviderType
public interface RtcLink {

    /**
     * A link, not yet connected. The engine is asked on a thread that may block, so that a failure
     * shows with the first stage, and with {@link Listener#onEnded} after it.
     */
    static RtcLink open(
            RtcEngine engine, RtcSettings settings, SerialLoop loop, Listener listener) {
        return EngineLink.open(engine, settings, loop, listener);
    }

    /** Makes and applies an offer. */
    CompletionStage<String> offer();

    /**
     * Takes an offer, which {@link SessionDescription} checks, and makes the answer; the text
     * channel is the one of the far end.
     */
    CompletionStage<String> answer(String offer);

    /** Takes the answer, which {@link SessionDescription} checks. */
    CompletionStage<Void> accept(String answer);

    /** Makes and applies an offer with new ICE credentials; {@link #accept} takes its answer. */
    CompletionStage<String> restart();

    /** Where the connection stands. From any thread. */
    RtcState state();

    /** Whether text can be sent. */
    boolean textOpen();

    /**
     * Sends a message.
     *
     * @param utf8 valid during the call, array-backed
     * @return false when too much waits: nothing was sent, {@link Listener#onWritable} comes
     * @throws IllegalStateException when the text channel is not open
     * @throws IllegalArgumentException when the far end does not take so long a message
     */
    boolean sendText(ByteBuffer utf8);

    /** Bytes of text that wait. */
    long pendingText();

    /** The sound on its way to the far end, at {@link RtcSettings#sendRate()}. */
    PacedSound out();

    /** Microseconds of received sound that the loop came too late for. From any thread. */
    long lostMicros();

    /**
     * Ends it, after the texts that were sent; sound that waits is dropped. From any thread;
     * repeated calls return the same stage. Nothing is told after it.
     */
    CompletionStage<Void> close();

    /** Hears what happens, on the loop. */
    @ConsumerType
    interface Listener {

        /** The connection is in another state. */
        default void onState(RtcState state) {}

        /** Text can be sent. */
        void onTextOpen();

        /** A message, array-backed, valid during the call. */
        void onText(ByteBuffer utf8);

        /** There is room for text again, after it was refused. */
        default void onWritable() {}

        /** There is room for sound again, after it was refused. */
        default void onSoundWritable() {}

        /** All sound that waited has been sent. */
        default void onSoundSent() {}

        /** 10 ms of PCM16, 48 kHz, mono, little-endian, valid during the call. */
        void onAudio(ByteBuffer frame);

        /**
         * The link is over. Called once, last; not after {@link #close}.
         *
         * @param failure what ended it: no path, the far end hung up ({@link
         *     RtcException.Kind#CLOSED}), too much text waited
         */
        void onEnded(RtcException failure);
    }
}
