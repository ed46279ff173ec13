package io.patchbay.emulator.face.internal;

import io.patchbay.net.http.IncomingRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A client's wish for a connection.
 *
 * @param path the path without {@code /as/<name>}
 * @param request all of it
 * @param subprotocols the WebSocket subprotocols that the client offers, preferred first
 * @param keys says which keys are let in; an empty key never is
 */
public record FaceRequest(
        String path, IncomingRequest request, List<String> subprotocols, Predicate<String> keys) {

    /** Copies the subprotocols. */
    public FaceRequest {
        subprotocols = List.copyOf(subprotocols);
    }

    /** The value of a header; empty if it is missing. */
    public Optional<String> header(String name) {
        return request.headers().first(name);
    }

    /** The decoded value of a query parameter; empty if it is missing. */
    public Optional<String> query(String name) {
        return request.queryParameter(name);
    }

    /** What follows {@code scheme} and a space in the {@code Authorization} header. */
    public Optional<String> authorization(String scheme) {
        String prefix = scheme + " ";
        return header("authorization")
                .filter(value -> value.regionMatches(true, 0, prefix, 0, prefix.length()))
                .map(value -> value.substring(prefix.length()).strip());
    }

    /** Whether a key is there and let in. */
    public boolean lets(Optional<String> key) {
        return key.isPresent() && keys.test(key.get());
    }

    /** Without query and headers, which hold credentials. */
    @Override
    public String toString() {
        return "FaceRequest[" + path + "]";
    }
}
