package io.patchbay.api.transport;

import io.patchbay.api.session.RealtimeSession;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * A call on its way, with the session that will hold it. The session connects to its model while
 * the call rings; its close gives the call up.
 *
 * @param session it may not be connected yet
 * @param answered complete with the session when somebody answered, sound flows, the session is
 *     connected, and it is known who answered where that was asked for ({@link
 *     DialRequest#answer}). Fails with a {@link DialException} when the call did not come about,
 *     with a {@link ConnectException} when the model did not; call and session are over then.
 *     Completes on a loop or a worker: actions attached to it must not block
 */
public record DialedCall(RealtimeSession session, CompletionStage<RealtimeSession> answered) {

    /** Checks for null. */
    public DialedCall {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(answered, "answered");
    }
}
