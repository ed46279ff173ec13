package io.patchbay.api.provider;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One profile of a provider with its settings, as a session uses it. Thread-safe; the runtime
 * closes it.
 */
@ConsumerType
public interface ProviderConnector extends AutoCloseable {

    /**
     * Finds out where a line goes. May ask the provider first, never blocks the caller. Asked at
     * every connect and reconnect.
     *
     * @return the address with everything that must be presented there; a failed stage says what to
     *     do in its message
     */
    CompletionStage<Endpoint> endpoint(EndpointRequest request);

    /** A new codec: one per connection. */
    RealtimeCodec openCodec();

    /** Control of calls that the provider carries, where it can. */
    default Optional<ProviderCalls> calls() {
        return Optional.empty();
    }

    /**
     * The same at another address.
     *
     * @param url replaces the provider's own address, as {@link EndpointRequest#url} does, or null
     */
    default Optional<ProviderCalls> calls(@Nullable URI url) {
        return url == null ? calls() : Optional.empty();
    }

    /** Releases what it holds. */
    @Override
    void close();
}
