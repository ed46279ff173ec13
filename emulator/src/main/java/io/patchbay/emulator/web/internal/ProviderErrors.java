package io.patchbay.emulator.web.internal;

import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import io.patchbay.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** HTTP errors in the provider's shape, with the cross-origin headers of its REST interface. */
final class ProviderErrors {
    private ProviderErrors() {}

    static HttpResponse of(int status, String type, String code, String message) {
        return of(status, type, code, message, null);
    }

    static HttpResponse of(int status, ProtocolException error) {
        return of(status, error.type(), error.code(), error.text(), error.param());
    }

    static HttpResponse noSuchCall() {
        return of(
                404,
                ProtocolException.INVALID_REQUEST,
                "call_id_not_found",
                "There is no call with this id.");
    }

    static HttpResponse tooMany(String message) {
        return of(429, "rate_limit_error", "rate_limit_exceeded", message);
    }

    private static HttpResponse of(
            int status, String type, String code, String message, @Nullable String param) {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return Cors.allow(HttpResponse.json(status, Json.text(body)));
    }
}
