package io.patchbay.dialect;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes the address of a WebSocket out of what an operator or an application gave: {@code ws},
 * {@code wss}, {@code http} or {@code https}, with or without a path.
 */
public final class SocketAddresses {

    private SocketAddresses() {}

    /**
     * The address of a WebSocket.
     *
     * @param base what was given; a query is kept
     * @param path taken where the base has none, from {@code /} on
     * @throws IllegalArgumentException when it is no address to connect to; the message says why,
     *     and does not repeat it
     */
    public static URI of(URI base, String path) {
        String own = base.getRawPath();
        boolean none = own == null || own.isEmpty() || own.equals("/");
        return of(base, none ? path : own, base.getRawQuery());
    }

    /**
     * The same, with this path and this query in place of the base's.
     *
     * @param query without {@code ?}; null or empty for none
     * @throws IllegalArgumentException when that gives no address to connect to
     */
    public static URI of(URI base, String path, @Nullable String query) {
        String question = query == null || query.isEmpty() ? "" : "?" + query;
        try {
            return new URI(origin(base) + path + question);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the address cannot be completed", e);
        }
    }

    /**
     * Scheme, host and port of a WebSocket at an address, as {@code wss://example.com:8443}.
     *
     * @throws IllegalArgumentException when it is no address to connect to
     */
    public static String origin(URI base) {
        String scheme = scheme(base);
        if (base.getHost() == null) {
            throw new IllegalArgumentException("the address names no host");
        }
        if (base.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the address holds a user name or password; give the session a"
                            + " CredentialSupplier instead");
        }
        if (base.getRawFragment() != null) {
            throw new IllegalArgumentException("the address holds a '#', which nobody would see");
        }
        return scheme + "://" + base.getRawAuthority();
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
