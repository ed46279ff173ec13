package io.patchbay.api.session;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.transport.LegCapabilities.Verb;
import io.patchbay.api.transport.TransferResult;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The caller's call, as tools and applications may handle it: hand it over, end it, hold it, press
 * and read telephone keys. It goes to the leg through which the caller came, or to the provider
 * where that carries the call and the session only joined it.
 *
 * <p>It is the call of one caller. When he is gone every stage fails with an {@link
 * IllegalStateException}, also when another caller has taken his place. What the call cannot do
 * ({@link #rejected}) fails with an {@link UnsupportedOperationException} that says why.
 *
 * <p>For any thread; every method returns at once. Stages complete on the session's loop: what is
 * attached to them must not block. A tool has it from {@link
 * io.patchbay.api.tool.ToolContext#call()}.
 */
@ProviderType
public interface Call {

    /** How long a transfer may take when nobody says otherwise. */
    Duration TRANSFER_LIMIT = Duration.ofSeconds(60);

    /**
     * The kind of leg through which the caller came, or the provider's name where it carries him.
     */
    String kind();

    /**
     * What is known of the caller: numbers, headers, address. Of a stranger, not to be trusted, and
     * not for logs.
     */
    Map<String, String> metadata();

    /** What this call cannot do, each with the reason; all else it can. */
    Map<Verb, String> rejected();

    /** Whether it can do this. */
    default boolean can(Verb verb) {
        return !rejected().containsKey(Objects.requireNonNull(verb, "verb"));
    }

    /**
     * Hands the call to somebody else. What plays is heard to its end first. The call goes on when
     * this does not come about.
     *
     * @param target a {@code tel:}, {@code sip:} or {@code sips:} address, which the settings of
     *     the leg may have to allow
     * @param limit how long the far end may take
     * @return how it ended; it fails only where there is no call any more, or it cannot be
     *     transferred at all
     */
    CompletionStage<TransferResult> transfer(URI target, Duration limit);

    /** {@link #transfer(URI, Duration)} with {@link #TRANSFER_LIMIT}. */
    default CompletionStage<TransferResult> transfer(URI target) {
        return transfer(target, TRANSFER_LIMIT);
    }

    /**
     * Ends the call as soon as nothing is left to be said, not in mid-word: tools that run come to
     * their outputs, an answer that is asked for is given, and what plays is heard to its end. That
     * may take {@link #HANG_UP_LIMIT} at most. A caller who speaks meanwhile is let finish, and
     * answered. Asked for twice it is one hang-up. Every call can do this.
     *
     * <p>A tool must not wait for the stage: the hang-up waits for the tool.
     *
     * @param reason one line for people
     * @return completes when the call has ended
     */
    CompletionStage<Void> hangUp(String reason);

    /** How long the last words of a call may take. */
    Duration HANG_UP_LIMIT = Duration.ofSeconds(30);

    /**
     * Presses keys at the far end, e.g. to walk through its menus.
     *
     * @param keys {@code 0-9 * # A-D}, at most 64
     * @return completes when the last was sent; fails with an {@link IllegalArgumentException} for
     *     keys that do not exist
     */
    CompletionStage<Void> sendDigits(String keys);

    /**
     * Reads keys that the caller presses, those included that he pressed since the agent began to
     * speak last. One collection at a time.
     *
     * @return what he pressed, possibly nothing; fails with a {@link
     *     java.util.concurrent.CancellationException} when the tool call is cancelled that asked
     *     for it, with an {@link IllegalStateException} when keys are collected already, or the
     *     call ends
     */
    CompletionStage<Digits> collectDigits(DigitRequest request);

    /**
     * Lets the caller wait: he is told so where the call can do that ({@link Verb#HOLD}), the model
     * does not hear him, the times of {@link Manners} stand still, and he hears {@code music} over
     * and over while nobody says anything.
     *
     * @param music at most {@link Utterance#MAX_CLIP_MINUTES} minutes
     * @throws IllegalArgumentException for a clip that is empty, too long, or in Opus packets
     */
    CompletionStage<Void> hold(AudioClip music);

    /** {@link #hold(AudioClip)} without music. */
    CompletionStage<Void> hold();

    /** Takes the caller back after {@link #hold()}. Does nothing otherwise. */
    CompletionStage<Void> resume();
}
