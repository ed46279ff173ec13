package io.patchbay.sip;

import io.patchbay.audio.PacedSound;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A telephone call with its sound: everything happens on the loop it was taken on, nothing blocks
 * it, and sound leaves at its own pace, as long as the call is up: silence where there is none.
 *
 * <p>Methods are called on the loop, unless they say otherwise; stages complete there and fail with
 * a {@link SipException}. A stage that fails does not end the call.
 */
@ProviderType
public interface SipCall {

    /** Names the call: unique in this process, and no secret. From any thread. */
    String id();

    /** Whether the far end called us. From any thread. */
    boolean incoming();

    /** Where the call stands. From any thread. */
    SipState state();

    /**
     * Samples per second of the sound of both directions, fixed for the life of the call: 8000 for
     * G.711, 16000 where something better was offered. From any thread.
     */
    int sampleRate();

    /** Codec that is spoken now, e.g. {@code PCMU}; empty before one is agreed. From any thread. */
    String codec();

    /** Whether the sound is encrypted (SRTP). From any thread. */
    boolean encrypted();

    /** Answers an incoming call (200). Completes when the caller confirms it (ACK). */
    CompletionStage<Void> answer();

    /** Ends the call, as {@link #end(int, String, Duration)} without a time to call again. */
    default void end(int status, String reason) {
        end(status, reason, null);
    }

    /**
     * Ends the call: refuses it with {@code status} when it was not answered yet, cancels it when
     * it was placed and not answered yet, hangs up (BYE) otherwise. From any thread; repeated calls
     * do nothing. {@link Listener#onEnded} is told nevertheless.
     *
     * @param status 300 to 699, e.g. 486 busy, 503 out of service
     * @param reason for people
     * @param retryAfter when to call again ({@code Retry-After} of a refusal), or null
     */
    void end(int status, String reason, @Nullable Duration retryAfter);

    /** The sound on its way to the far end, mono PCM16 at {@link #sampleRate()}. */
    PacedSound out();

    /**
     * Presses keys at the far end, one after the other (RFC 4733; INFO where the far end knows
     * nothing else). Speech that is due meanwhile is kept.
     *
     * @param keys {@code 0-9 * # A-D}, at most 64
     * @return completes when the last was sent
     */
    CompletionStage<Void> sendDtmf(String keys);

    /** Puts the far end on hold (sendonly), or takes it back. */
    CompletionStage<Void> hold(boolean on);

    /**
     * Hands the call to somebody else (REFER). The call goes on when this fails; it ends when it
     * succeeds.
     *
     * @param target a {@code sip:}, {@code sips:} or {@code tel:} address, which {@link
     *     SipSettings#transferTargets()} must allow
     * @param limit how long the far end may take, from now on
     * @return completes when the far end says that the other has answered, or when it accepts the
     *     transfer and is not willing to report on it; fails with a {@link TransferException}
     */
    CompletionStage<Void> transfer(URI target, Duration limit);

    /**
     * Connects the far end with that of another call (REFER with Replaces). Both go on when this
     * fails; both end when it succeeds.
     *
     * @param other a call that was answered, of the same process; on any loop
     */
    CompletionStage<Void> transfer(SipCall other, Duration limit);

    /** What was measured until now. From any thread. */
    SipStatistics statistics();

    /** Hears what happens, on the loop. */
    @ConsumerType
    interface Listener {

        /** The far end of a placed call rings (180, 183). */
        default void onRinging() {}

        /** A placed call was answered; an incoming one was confirmed. */
        default void onAnswered() {}

        /**
         * 20 ms of PCM16, mono, little-endian, at {@link SipCall#sampleRate()}, valid during the
         * call. Comes evenly from the answer on: what was lost is concealed, what does not come is
         * silence.
         */
        void onAudio(ByteBuffer frame);

        /** There is room for sound again, after it was refused. */
        default void onSoundWritable() {}

        /** All sound that waited has been sent. */
        default void onSoundSent() {}

        /** The far end pressed a key: {@code 0-9 * # A-D}. */
        default void onDtmf(char key) {}

        /** The far end put us on hold, or took us back. */
        default void onHold(boolean on) {}

        /** The call is over. Called once, last. */
        void onEnded(SipEnd end);
    }
}
