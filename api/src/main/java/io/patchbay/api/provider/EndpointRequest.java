package io.patchbay.api.provider;

import io.patchbay.api.transport.TransportCapabilities;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint is wanted for.
 *
 * @param transport the transport that will use it
 * @param credential what to present
 * @param model the model, or null for the provider's default
 * @param url replaces the provider's own address, or null; a query in it is kept
 * @param callId attaches to a call that the provider carries, or null
 * @param resumption with which an earlier conversation is found again, where the address names it;
 *     or null
 */
public record EndpointRequest(
        TransportCapabilities transport,
        Credential credential,
        @Nullable String model,
        @Nullable URI url,
        @Nullable String callId,
        @Nullable ResumptionHandle resumption) {

    /** Checks for null. */
    public EndpointRequest {
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(credential, "credential");
    }

    /** For a new conversation. */
    public EndpointRequest(
            TransportCapabilities transport,
            Credential credential,
            @Nullable String model,
            @Nullable URI url,
            @Nullable String callId) {
        this(transport, credential, model, url, callId, null);
    }

    /**
     * Without credential and handle, and without the query of the address, which may hold a key.
     */
    @Override
    public String toString() {
        return "EndpointRequest["
                + transport.name()
                + ", model="
                + model
                + ", url="
                + (url == null ? null : Endpoint.shown(url))
                + "]";
    }
}
