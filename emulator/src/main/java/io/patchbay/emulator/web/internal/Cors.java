package io.patchbay.emulator.web.internal;

import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;

/** Pages of any origin may call the REST interface: they bring a key, and no cookies count. */
final class Cors {
    private Cors() {}

    static HttpResponse allow(HttpResponse response) {
        return response.with("access-control-allow-origin", "*")
                .with("access-control-expose-headers", "Location, X-Request-Id");
    }

    /** Answers what browsers ask before they send, and everything that nobody else answers. */
    static HttpRoute rest() {
        HttpResponse yes =
                allow(HttpResponse.of(204))
                        .with("access-control-allow-methods", "GET, POST, OPTIONS")
                        .with(
                                "access-control-allow-headers",
                                "Authorization, Content-Type, OpenAI-Organization, OpenAI-Project,"
                                        + " OpenAI-Safety-Identifier, X-OpenAI-Agents-SDK, User-Agent, *")
                        .with("access-control-max-age", "600");
        HttpResponse unknown =
                ProviderErrors.of(
                        404,
                        "invalid_request_error",
                        "unknown_url",
                        "There is nothing at this URL.");
        return HttpRoute.of(
                "*",
                "/v1/*",
                exchange ->
                        exchange.respond(
                                "OPTIONS".equals(exchange.request().method()) ? yes : unknown));
    }
}
