package io.patchbay.provider.openai.internal;

import io.patchbay.dialect.SocketAddresses;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds the address of a session. It names exactly one target: a model for a new session, or a
 * call id to attach to.
 */
final class RealtimeUrl {

    private static final String CALLS = "/calls";

    private RealtimeUrl() {}

    /**
     * The address of a session.
     *
     * @param base where sessions are: {@code ws}, {@code wss}, {@code http} or {@code https}; a
     *     missing path is completed, as is one that lacks the last step of {@code path} (it ends
     *     with {@code /v1}); a query is kept
     * @param path the path of sessions
     * @param model the model, unless the address names a target of its own; null when it is not
     *     named here
     * @param callId the call to attach to, or null
     * @param more what else the query says, where the address does not say it
     * @throws IllegalArgumentException when that gives no address, or two targets
     */
    static URI of(
            URI base,
            String path,
            @Nullable String model,
            @Nullable String callId,
            Map<String, String> more) {
        String query = with(base.getRawQuery(), more);
        if (callId != null) {
            if (names(query, "model")
                    || names(query, "intent")
                    || names(query, "call_id") && !query(query, "call_id").equals(encode(callId))) {
                throw new IllegalArgumentException(
                        "the address names another target than the call "
                                + callId
                                + "; give it without model, intent and call_id");
            }
            return at(
                    base,
                    path,
                    names(query, "call_id") ? query : with(query, Map.of("call_id", callId)));
        }
        boolean model0 = names(query, "model");
        boolean call0 = names(query, "call_id");
        if (model0 && call0) {
            throw new IllegalArgumentException(
                    "the address names both a model and a call_id; it may name one of them");
        }
        boolean named = model0 || call0 || names(query, "intent") || model == null;
        return at(base, path, named ? query : with(query, Map.of("model", model)));
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

    /** A query that says more; what it says already stays. */
    private static @Nullable String with(@Nullable String query, Map<String, String> more) {
        String whole = query;
        for (Map.Entry<String, String> part : more.entrySet()) {
            if (!names(query, part.getKey())) {
                String added = part.getKey() + "=" + encode(part.getValue());
                whole = whole == null || whole.isEmpty() ? added : whole + "&" + added;
            }
        }
        return whole;
    }

    private static URI at(URI base, String path, @Nullable String query) {
        return SocketAddresses.of(base, path(base, path), query);
    }

    /** The path of an address; {@code /openai/v1} lacks the last step of the whole one. */
    private static String path(URI base, String whole) {
        String path = base.getRawPath();
        if (path == null || path.isEmpty() || path.equals("/")) {
            return whole;
        }
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        int last = whole.lastIndexOf('/');
        String before = whole.substring(whole.lastIndexOf('/', last - 1), last);
        return trimmed.endsWith(before) ? trimmed + whole.substring(last) : path;
    }

    /** Where the REST calls of the service at {@code base} are. */
    static URI rest(URI base, String whole) {
        String origin = SocketAddresses.origin(base).replaceFirst("^ws", "http");
        String path = path(base, whole);
        return URI.create(
                origin + (path.endsWith("/") ? path.substring(0, path.length() - 1) : path));
    }

    /**
     * Where an offer is posted that is to become a call: {@code …/realtime/calls}. A query is kept;
     * what is spoken about is in the offer's company, not in the address.
     */
    static URI calls(URI base, String whole) {
        String rest = rest(base, whole).toString();
        String query = base.getRawQuery();
        return URI.create(
                (rest.endsWith(CALLS) ? rest : rest + CALLS)
                        + (query == null || query.isEmpty() ? "" : "?" + query));
    }

    /** Whether an address names what a session is of: a model, a call or an intent. */
    static boolean namesTarget(URI base) {
        String query = base.getRawQuery();
        return names(query, "model") || names(query, "call_id") || names(query, "intent");
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
