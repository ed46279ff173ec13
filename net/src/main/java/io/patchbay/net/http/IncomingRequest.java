package io.patchbay.net.http;

import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a server knows of a request before its body.
 *
 * @param method in upper case
 * @param path percent-decoded, beginning with a slash; never with {@code .} or {@code ..} as a step
 * @param query what follows the question mark, still encoded; empty when there is none
 * @param headers all headers
 * @param pathParameters values of the braces in the route's path, decoded
 * @param remote the other side's address
 * @param secure whether it came over TLS
 */
public record IncomingRequest(
        String method,
        String path,
        String query,
        HttpHeaders headers,
        Map<String, String> pathParameters,
        InetSocketAddress remote,
        boolean secure) {

    /** Keeps its own copy of the parameters. */
    public IncomingRequest {
        pathParameters = Map.copyOf(pathParameters);
    }

    /** The first value of a query parameter, decoded; empty when it is missing. */
    public Optional<String> queryParameter(String name) {
        return queryParameters(name).stream().findFirst();
    }

    /** All values of a query parameter, decoded, in their order. */
    public List<String> queryParameters(String name) {
        var values = new ArrayList<String>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (!pair.isEmpty() && decode(key).equals(name)) {
                values.add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return List.copyOf(values);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a stray percent sign stands for itself, as in browsers
        }
    }

    /** Method and path; query and headers may hold credentials. */
    @Override
    public String toString() {
        return "IncomingRequest[" + method + " " + path + "]";
    }
}
