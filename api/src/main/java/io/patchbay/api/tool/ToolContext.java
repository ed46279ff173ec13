package io.patchbay.api.tool;

import io.patchbay.api.history.History;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What a tool call may look at. For any thread, also after the call. */
@ProviderType
public interface ToolContext {

    /** The session; for logs. */
    String sessionId();

    /** Names the call; the same call never runs twice under one id. */
    String callId();

    /** The agent that called: the one that owned the response. */
    String agent();

    /** The conversation when the call began. */
    History history();

    /**
     * The application's object of {@link io.patchbay.api.session.SessionOptions#context()}, if it
     * is a {@code T}.
     */
    <T> Optional<T> context(Class<T> type);

    /**
     * The caller's call, where there is one that can be handled: the session has a caller leg, or
     * joined a call that the provider carries. A collection of digits that is asked for here ends
     * with the tool call.
     */
    default Optional<io.patchbay.api.session.Call> call() {
        return Optional.empty();
    }

    /** Tells when the call is no longer wanted. Always there. */
    CancellationToken cancellation();
}
