package io.patchbay.emulator.web.internal;

import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.IncomingRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides who is let in: any key, certain keys, and the holders of client secrets. */
public final class Credentials {
    private static final String SUBPROTOCOL_KEY = "openai-insecure-api-key.";

    private final Set<String> keys;
    private final ClientSecrets secrets;

    /** With no keys every key is good that is not empty and no client secret. */
    public Credentials(Set<String> keys, ClientSecrets secrets) {
        this.keys = keys;
        this.secrets = secrets;
    }

    /** The outcome: an answer that refuses, or a client secret, or neither for a plain key. */
    record Verdict(Optional<HttpResponse> refused, Optional<ClientSecrets.Secret> secret) {}

    /** Judges a request that may carry its key in a subprotocol. */
    Verdict judge(IncomingRequest request, List<String> subprotocols) {
        Optional<String> key =
                bearer(request)
                        .or(
                                () ->
                                        subprotocols.stream()
                                                .filter(p -> p.startsWith(SUBPROTOCOL_KEY))
                                                .map(p -> p.substring(SUBPROTOCOL_KEY.length()))
                                                .findFirst());
        if (key.isEmpty() || key.get().isBlank()) {
            return refused(
                    "missing_api_key", "No API key: send it as 'Authorization: Bearer <key>'.");
        }
        if (key.get().startsWith(ClientSecrets.PREFIX)) {
            Optional<ClientSecrets.Secret> secret = secrets.find(key.get());
            return secret.isPresent()
                    ? new Verdict(Optional.empty(), secret)
                    : refused("invalid_api_key", "This client secret is unknown or has expired.");
        }
        if (!keys.isEmpty() && keys.stream().noneMatch(good -> same(good, key.get()))) {
            return refused("invalid_api_key", "This API key is not one of those that are let in.");
        }
        return new Verdict(Optional.empty(), Optional.empty());
    }

    /** Whether a plain key is let in. */
    boolean lets(String key) {
        return !key.isBlank()
                && (keys.isEmpty() || keys.stream().anyMatch(good -> same(good, key)));
    }

    private static Optional<String> bearer(IncomingRequest request) {
        return request.headers()
                .first("authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).strip());
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static Verdict refused(String code, String message) {
        return new Verdict(
                Optional.of(
                        ProviderErrors.of(401, "invalid_request_error", code, message)
                                .with("www-authenticate", "Bearer")),
                Optional.empty());
    }
}
