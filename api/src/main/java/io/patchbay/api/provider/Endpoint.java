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
 * @param offerParts what goes with a WebRTC offer, JSON by the name of the part; where there is
 *     none, the offer is posted alone
 */
public record Endpoint(
        URI uri,
        Map<String, String> headers,
        Map<String, Secret> secretHeaders,
        List<String> subprotocols,
        Map<String, String> offerParts) {

    /** Checks for null and copies. */
    public Endpoint {
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(secretHeaders, "secretHeaders");
        Objects.requireNonNull(subprotocols, "subprotocols");
        Objects.requireNonNull(offerParts, "offerParts");
        Objects.requireNonNull(uri, "uri");
        headers = Map.copyOf(headers);
        secretHeaders = Map.copyOf(secretHeaders);
        subprotocols = List.copyOf(subprotocols);
        offerParts = Map.copyOf(offerParts);
    }

    /** An address that wants nothing with an offer. */
    public Endpoint(
            URI uri,
            Map<String, String> headers,
            Map<String, Secret> secretHeaders,
            List<String> subprotocols) {
        this(uri, headers, secretHeaders, subprotocols, Map.of());
    }

    /** The same address, where a WebRTC offer goes with these parts. */
    public Endpoint withOfferParts(Map<String, String> parts) {
        return new Endpoint(uri, headers, secretHeaders, subprotocols, parts);
    }

    /**
     * An address as people may see it: scheme, host, port and path. User and query are left out,
     * since either may hold a key.
     */
    public static String shown(URI uri) {
        String host = Objects.requireNonNull(uri, "uri").getHost() == null ? "" : uri.getHost();
        return (uri.getScheme() == null ? "" : uri.getScheme() + "://")
                + host
                + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                + Objects.requireNonNullElse(uri.getRawPath(), "");
    }

    /** Where it goes; neither query nor headers nor subprotocols, since each may hold a key. */
    @Override
    public String toString() {
        return "Endpoint[" + shown(uri) + "]";
    }

    /** An address that wants nothing presented. */
    public static Endpoint of(URI uri) {
        return new Endpoint(uri, Map.of(), Map.of(), List.of());
    }
}
