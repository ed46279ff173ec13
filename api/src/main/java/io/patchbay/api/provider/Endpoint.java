package io.patchbay.api.provider;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where a line goes and what it presents there.
 *
 * @param uri without credentials
 * @param headers plain headers
 * @param secretHeaders headers whose value is a credential, whole, e.g. {@code Authorization} to
 *     {@code Bearer …}
 * @param subprotocols WebSocket subprotocols to offer; the server must choose one of them, or none
 */
public record Endpoint(
        URI uri,
        Map<String, String> headers,
        Map<String, Secret> secretHeaders,
        List<String> subprotocols) {

    /** Checks for null and copies. */
    public Endpoint {
        Objects.requireNonNull(uri, "uri");
        headers = Map.copyOf(headers);
        secretHeaders = Map.copyOf(secretHeaders);
        subprotocols = List.copyOf(subprotocols);
    }

    /** An address that wants nothing presented. */
    public static Endpoint of(URI uri) {
        return new Endpoint(uri, Map.of(), Map.of(), List.of());
    }
}
