package io.patchbay.api.transport;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionOptions;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * For applications that accept a provider's telephone calls themselves: the transport {@link #NAME}
 * joins such a call by its id.
 */
public final class SipTransport {

    /** Name of the transport. */
    public static final String NAME = "sip";

    private SipTransport() {}

    /**
     * The payload with which a call is accepted for {@code agent}: what a session would send when
     * it connects, as the provider's JSON.
     *
     * @param sessions the runtime, which knows provider and plugs
     * @param options of the session; their agent gives way to {@code agent}
     * @param overrides win over the configuration of {@code options}
     * @return fails with an {@link IllegalArgumentException} that names, in both spellings, what
     *     calls do not take: threshold, prefix padding and silence duration of the turn detection;
     *     whether turns are answered and interrupted, the idle timeout and the eagerness pass
     */
    public static CompletionStage<String> buildInitialConfig(
            RealtimeSessions sessions,
            RealtimeAgent agent,
            SessionOptions options,
            SessionConfig overrides) {
        Objects.requireNonNull(agent, "agent");
        Objects.requireNonNull(overrides, "overrides");
        return sessions.describeCall(
                options.toBuilder().agent(agent).config(options.config().with(overrides)).build());
    }
}
