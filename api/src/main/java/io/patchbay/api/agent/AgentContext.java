package io.patchbay.api.agent;

import io.patchbay.api.history.History;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What an agent's functions may look at. For any thread. */
@ProviderType
public interface AgentContext {

    /** The session; for logs. */
    String sessionId();

    /** The agent that is asked. */
    RealtimeAgent agent();

    /** The conversation so far. */
    History history();

    /**
     * The application's object of {@link io.patchbay.api.session.SessionOptions#context()}, if it
     * is a {@code T}.
     */
    <T> Optional<T> context(Class<T> type);

    /**
     * The caller's call, where there is one that can be handled: the session has a caller leg, or
     * joined a call that the provider carries.
     */
    default Optional<io.patchbay.api.session.Call> call() {
        return Optional.empty();
    }
}
