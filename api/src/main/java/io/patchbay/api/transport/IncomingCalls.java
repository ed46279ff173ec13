package io.patchbay.api.transport;

import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where a {@link CallerLegFactory} brings its calls: the operator's {@link CallRouter} decides on
 * each, and a session answers the ones that are taken. The runtime implements it. From any thread;
 * does not block. What it returns completes on a loop or on a worker: actions attached to it must
 * not block.
 */
@ProviderType
public interface IncomingCalls {

    /**
     * Asks what becomes of a call. Nothing is opened yet: the plug may still lose the caller while
     * it waits.
     *
     * @return the decision; never fails: a router that fails, or is missing, refuses with 503
     */
    CompletionStage<CallRouter.Decision> offer(CallRouter.IncomingCall call);

    /**
     * Opens a session for a call that was taken, adds {@code leg} as its primary leg, and connects.
     * From now on the runtime closes the leg, also when this fails.
     *
     * @param options of the {@link CallRouter.Decision.Accept}
     * @param leg the caller; it has not joined anything yet
     * @return the session once it is connected; fails with a {@link ConnectException}, or with what
     *     refused the leg, and the leg is closed then
     */
    CompletionStage<RealtimeSession> answer(SessionOptions options, CallerLeg leg);

    /**
     * Has the provider answer a caller who speaks WebRTC, and opens a session that joins the call
     * by its id. The first line of {@code options} is used whose provider opens calls and whose
     * transport can join one; the session has no other. The provider answers nobody before the
     * session's configuration is in force. The session's close hangs the call up, and so does
     * whatever fails after it was opened.
     *
     * @param options of the {@link CallRouter.Decision.Accept}
     * @param offer the caller's SDP
     * @return once the provider has answered; fails with an {@link UnsupportedOperationException}
     *     when no line can do this, with a {@link io.patchbay.api.provider.ProviderException} when
     *     the provider refuses
     */
    default CompletionStage<AttachedCall> attach(SessionOptions options, String offer) {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("this runtime attaches to no calls"));
    }

    /**
     * Takes a call that the provider announced, and opens a session that joins it: the provider is
     * told to accept it with the whole configuration of the session, and answers nobody until the
     * session has joined. The first line of {@code options} is used whose provider carries calls
     * and whose transport can join one; the session has no other. The session's close hangs the
     * call up, and so does whatever fails after it was accepted; the end of the call ends the
     * session.
     *
     * @param options of the {@link CallRouter.Decision.Accept}
     * @param callId the provider's name of the call
     * @return once the provider has accepted it; fails with a {@link
     *     io.patchbay.api.provider.CallGoneException} when the caller is gone, with an {@link
     *     UnsupportedOperationException} when no line can do this, with another {@link
     *     io.patchbay.api.provider.ProviderException} when the provider refuses. The call is not
     *     refused then: that is up to whoever asked
     */
    default CompletionStage<AttachedCall> join(SessionOptions options, String callId) {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("this runtime joins no calls"));
    }

    /**
     * Refuses a call that the provider announced.
     *
     * @param line the provider, its address and the key
     * @param callId the provider's name of the call
     * @param status what the caller is told, e.g. 486 busy, 603 declined
     * @return completes when the provider has taken note; fails with a {@link
     *     io.patchbay.api.provider.CallGoneException} when the caller is gone
     */
    default CompletionStage<Void> refuse(LineChoice line, String callId, int status) {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("this runtime refuses no calls"));
    }
}
