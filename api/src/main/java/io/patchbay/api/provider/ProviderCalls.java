package io.patchbay.api.provider;

import io.patchbay.api.session.SessionConfig;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Control of calls whose media the provider carries itself (WebRTC, SIP), by call id. Nothing
 * blocks; a failed stage carries a {@link ProviderException}, one for a call that is no more a
 * {@link CallGoneException}.
 *
 * <p>A call id is whatever the provider's announcement of the call names, and goes back to it
 * unchanged, in a {@link io.patchbay.api.session.LineChoice} as well. So a provider with two
 * contracts for calls, as OpenAI has with Realtime ({@code call_id}) and Live ({@code session_id}),
 * implements this once for each, in profiles of their own: they differ in addresses and in what
 * wraps the session, and both accept, reject, refer and hang up. Which of the two is asked decides
 * which one serves a call that both have announced.
 */
@ConsumerType
public interface ProviderCalls {

    /**
     * The session configuration that {@link #accept} would send, as the provider's JSON; for review
     * and tests.
     *
     * @param model which model, or null for the provider's default
     * @throws IllegalArgumentException naming every field that cannot be expressed, or that calls
     *     do not take
     */
    String describe(@Nullable String model, SessionConfig config);

    /**
     * A call that was opened.
     *
     * @param callId the provider's name of it, with which lines attach to it
     * @param answer SDP, for whoever made the offer
     */
    record Opened(String callId, String answer) {

        /** Checks for null. */
        public Opened {
            Objects.requireNonNull(callId, "callId");
            Objects.requireNonNull(answer, "answer");
        }

        /** The id alone: an answer names addresses. */
        @Override
        public String toString() {
            return "Opened[" + callId + "]";
        }
    }

    /**
     * Opens a call for somebody who speaks WebRTC with the provider himself, e.g. a page. He gets
     * the answer and never sees the credential; whoever opened the call attaches to it by its id.
     *
     * @param offer SDP
     * @param model which model, or null for the provider's default
     * @param config what the session starts with; one that answers nobody by itself keeps it silent
     *     until somebody has attached
     * @return fails with an {@link UnsupportedOperationException} where the provider has no such
     *     calls
     */
    default CompletionStage<Opened> open(
            Credential credential, String offer, @Nullable String model, SessionConfig config) {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException(
                        "this provider opens no calls (" + getClass().getName() + ")"));
    }

    /**
     * Takes an incoming call.
     *
     * @param model which model, or null for the provider's default
     * @param config the session that shall answer it
     */
    CompletionStage<Void> accept(
            Credential credential, String callId, @Nullable String model, SessionConfig config);

    /**
     * Refuses an incoming call.
     *
     * @param sipStatus what the caller is told, e.g. 486 busy, 603 declined
     */
    CompletionStage<Void> reject(Credential credential, String callId, int sipStatus);

    /** Hands a call over to {@code target}, a {@code tel:} or {@code sip:} address. */
    CompletionStage<Void> refer(Credential credential, String callId, URI target);

    /** Ends a call. */
    CompletionStage<Void> hangUp(Credential credential, String callId);

    /**
     * Mints a secret with which a page or device may open a session of its own.
     *
     * @param config what the session starts with
     * @param seconds how long the secret can be used, from its making
     */
    CompletionStage<Credential> clientSecret(
            Credential credential, SessionConfig config, int seconds);
}
