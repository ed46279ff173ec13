package io.patchbay.provider.openai.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Builds the address of a session. It names exactly one target: a model for a new session, or a
 * call id to attach to.
 */
final class RealtimeUrl {

    private static final String PATH = "/v1/realtime";
    private static final String CALLS = "/calls";

    private RealtimeUrl() {}

    /**
     * The address of a session.
     *
     * @param base where sessions are: {@code ws}, {@code wss}, {@code http} or {@code https}; a
     *     missing path, or one that ends with {@code /v1}, is completed; a query is kept
     * @param model the model, unless the address names a target of its own
     * @param callId the call to attach to, or null
     * @throws IllegalArgumentException when that gives no address, or two targets
     */
    static URI of(URI base, String model, @Nullable String callId) {
        String query = base.getRawQuery();
        if (callId != null) {
            if (names(query, "model")
                    || names(query, "intent")
                    || names(query, "call_id") && !query(query, "call_id").equals(encode(callId))) {
                throw new IllegalArgumentException(
                        "the address names another target than the call "
                                + callId
                                + "; give it without model, intent and call_id");
            }
            return names(query, "call_id") ? at(base, query) : at(base, query, "call_id", callId);
        }
        boolean model0 = names(query, "model");
        boolean call0 = names(query, "call_id");
        if (model0 && call0) {
            throw new IllegalArgumentException(
                    "the address names both a model and a call_id; it may name one of them");
        }
        return model0 || call0 || names(query, "intent")
                ? at(base, query)
                : at(base, query, "model", model);
    }

    private static boolean names(@Nullable String query, String name) {
        return query != null
                && Arrays.stream(query.split("&")).anyMatch(part -> part.startsWith(name + "="));
    }

    private static String query(@Nullable String query, String name) {
        return query == null
                ? ""
                : Arrays.stream(query.split("&"))
                        .filter(part -> part.startsWith(name + "="))
                        .map(part -> part.substring(name.length() + 1))
                        .findFirst()
                        .orElse("");
    }

    private static URI at(URI base, @Nullable String query, String name, String value) {
        String added = name + "=" + encode(value);
        return at(base, query == null || query.isEmpty() ? added : query + "&" + added);
    }

    private static URI at(URI base, @Nullable String query) {
        try {
            return new URI(
                    scheme(base)
                            + "://"
                            + authority(base)
                            + path(base)
                            + (query == null || query.isEmpty() ? "" : "?" + query));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + base + "' gives no usable address", e);
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

    private static String authority(URI base) {
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
        return base.getRawAuthority();
    }

    private static String path(URI base) {
        String path = base.getRawPath();
        if (path == null || path.isEmpty() || path.equals("/")) {
            return PATH;
        }
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return trimmed.endsWith("/v1") ? trimmed + "/realtime" : path;
    }

    /** Where the REST calls of the service at {@code base} are. */
    static URI rest(URI base) {
        String scheme = scheme(base).equals("ws") ? "http" : "https";
        String path = path(base);
        return URI.create(
                scheme
                        + "://"
                        + authority(base)
                        + (path.endsWith("/") ? path.substring(0, path.length() - 1) : path));
    }

    /**
     * Where an offer is posted that is to become a call: {@code …/realtime/calls}. A query is kept;
     * what is spoken about is in the offer's company, not in the address.
     */
    static URI calls(URI base) {
        String rest = rest(base).toString();
        String query = base.getRawQuery();
        return URI.create(
                (rest.endsWith(CALLS) ? rest : rest + CALLS)
                        + (query == null || query.isEmpty() ? "" : "?" + query));
    }

    /** The model that the query names, or {@code otherwise}. */
    static String modelOf(URI base, String otherwise) {
        String named = query(base.getRawQuery(), "model");
        return named.isEmpty() ? otherwise : URLDecoder.decode(named, StandardCharsets.UTF_8);
    }

    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
