package io.patchbay.provider.deepgram.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Builds the address of a conversation. */
final class ConverseUrl {

    private static final String PATH = "/v1/agent/converse";

    /** Where the service is; self-hosted ones and the one in Europe have the same path. */
    static final URI SERVICE = URI.create("wss://agent.deepgram.com" + PATH);

    private ConverseUrl() {}

    /**
     * The address of a conversation.
     *
     * @param base {@code ws}, {@code wss}, {@code http} or {@code https}; a missing path is
     *     completed, a query is kept
     * @throws IllegalArgumentException when that gives no address
     */
    static URI of(URI base) {
        if (base.getHost() == null) {
            throw new IllegalArgumentException("the address names no host");
        }
        if (base.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the address holds a user name or password; give the session a"
                            + " CredentialSupplier instead");
        }
        String path = base.getRawPath();
        String query = base.getRawQuery();
        try {
            return new URI(
                    scheme(base)
                            + "://"
                            + base.getRawAuthority()
                            + (path == null || path.isEmpty() || path.equals("/") ? PATH : path)
                            + (query == null || query.isEmpty() ? "" : "?" + query));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it gives no usable address", e);
        }
    }

    private static String scheme(URI base) {
        String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "ws", "http" -> "ws";
            case "wss", "https" -> "wss";
            default ->
                    throw new IllegalArgumentException(
                            "the address must begin with ws:, wss:, http: or https:, not with '"
                                    + scheme
                                    + ":'");
        };
    }
}
