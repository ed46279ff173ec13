package io.patchbay.api.session;

import io.patchbay.api.transport.DialRequest;
import io.patchbay.api.transport.DialedCall;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Opens sessions. The service that an application asks for; for any thread. */
@ProviderType
public interface RealtimeSessions {

    /**
     * A session, not yet connected. Transports, providers and parts that are named are looked up at
     * connect, not now.
     *
     * @throws IllegalStateException when the runtime is closed
     */
    RealtimeSession open(SessionOptions options);

    /**
     * What would become of the wishes of a session with these options on each of its lines, in
     * their order: done by the provider, done here in its place, or not to be had, and why. The
     * agent is asked for its instructions, tools and prompt, as it is before a connect; no
     * credential is asked for, nothing is opened and nothing is sent.
     *
     * <p>A line whose transport, provider or profile is not there has a plan all the same, with a
     * row that says so and lists what there is.
     *
     * @return fails when the agent cannot be prepared, or a plug does not answer within {@link
     *     SessionLimits#connect}; completes on a thread that must not be blocked
     * @throws IllegalStateException when the runtime is closed
     */
    default CompletionStage<List<LinePlan>> plan(SessionOptions options) {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("this runtime explains nothing"));
    }

    /**
     * What a provider would be sent to accept a call for a session with these options: the whole
     * configuration with which the session would open, its agent's instructions, tools and prompt
     * included, as the provider's JSON. Nothing is opened. The first line of {@code options} counts
     * whose provider carries calls.
     *
     * @return fails with an {@link IllegalArgumentException} that names every setting that such
     *     calls do not take, with an {@link UnsupportedOperationException} when no provider of the
     *     lines carries calls
     */
    default CompletionStage<String> describeCall(SessionOptions options) {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("this runtime describes no calls"));
    }

    /**
     * Calls somebody, and has a session hold the call. The session connects while the call rings,
     * and greets when somebody has answered. Returns at once.
     *
     * @return the call on its way
     * @throws IllegalStateException when the runtime is closed
     */
    DialedCall dial(DialRequest request, SessionOptions options);
}
