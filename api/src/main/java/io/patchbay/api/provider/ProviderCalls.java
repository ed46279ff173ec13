package io.patchbay.api.provider;

import io.patchbay.api.session.SessionConfig;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Control of calls whose media the provider carries itself (WebRTC, SIP), by call id. Nothing
 * blocks; a failed stage carries a {@link ProviderException}.
 */
@ConsumerType
public interface ProviderCalls {

    /**
     * The session configuration that {@link #accept} would send, as the provider's JSON; for review
     * and tests.
     */
    String describe(SessionConfig config);

    /**
     * Takes an incoming call.
     *
     * @param config the session that shall answer it
     */
    CompletionStage<Void> accept(Credential credential, String callId, SessionConfig config);

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
