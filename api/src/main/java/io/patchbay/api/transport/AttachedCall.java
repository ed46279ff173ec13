package io.patchbay.api.transport;

import io.patchbay.api.session.RealtimeSession;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * A call whose sound goes straight between the caller and the provider, with a session beside it
 * that holds agent, tools, guardrails and history (a sideband).
 *
 * @param session it may not be connected yet; its close hangs the call up
 * @param callId the provider's name of the call
 * @param answer SDP, for the caller; empty where the provider has answered him itself
 * @param joined complete when the session has joined the call and the agent answers; failed when it
 *     could not, and session and call are over then
 * @param over complete when the session is closed, or when the plug shall let go of the call
 *     because it is taken out; the call goes on then
 */
public record AttachedCall(
        RealtimeSession session,
        String callId,
        String answer,
        CompletionStage<Void> joined,
        CompletionStage<Void> over) {

    /** Checks for null. */
    public AttachedCall {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(callId, "callId");
        Objects.requireNonNull(answer, "answer");
        Objects.requireNonNull(joined, "joined");
        Objects.requireNonNull(over, "over");
    }

    /** The ids alone: an answer names addresses. */
    @Override
    public String toString() {
        return "AttachedCall[" + session.id() + ", " + callId + "]";
    }
}
