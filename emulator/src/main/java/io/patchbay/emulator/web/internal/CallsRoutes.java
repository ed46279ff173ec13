package io.patchbay.emulator.web.internal;

import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code /v1/realtime/calls}: there are no calls, since the emulator has only its WebSocket face.
 */
final class CallsRoutes {
    private final Credentials credentials;

    private CallsRoutes(Credentials credentials) {
        this.credentials = credentials;
    }

    static List<HttpRoute> of(Credentials credentials) {
        CallsRoutes routes = new CallsRoutes(credentials);
        HttpResponse none =
                ProviderErrors.of(
                        501,
                        "server_error",
                        "calls_not_supported",
                        "This emulator takes no WebRTC calls; connect over WebSocket to /v1/realtime.");
        List<HttpRoute> list = new ArrayList<>();
        list.add(HttpRoute.of("POST", "/v1/realtime/calls", x -> routes.answer(x, none)));
        for (String verb : List.of("accept", "reject", "refer", "hangup")) {
            list.add(
                    HttpRoute.of(
                            "POST",
                            "/v1/realtime/calls/{id}/" + verb,
                            x -> routes.answer(x, ProviderErrors.noSuchCall())));
        }
        return list;
    }

    private void answer(HttpExchange exchange, HttpResponse answer) {
        Optional<HttpResponse> refused = credentials.judge(exchange.request(), List.of()).refused();
        exchange.respond(refused.orElse(answer));
    }
}
