package io.patchbay.api.session;

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
}
