package io.patchbay.emulator.web.internal;

import io.patchbay.emulator.EmulatorMetrics;
import io.patchbay.emulator.Fault;
import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.IncomingRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /emulator/…}: faults and figures, for programs on this machine. Pages in a browser are
 * kept out, since any page could reach loopback.
 */
final class ControlRoutes {
    private final LiveSessions sessions;
    private final Supplier<EmulatorMetrics> metrics;

    private ControlRoutes(LiveSessions sessions, Supplier<EmulatorMetrics> metrics) {
        this.sessions = sessions;
        this.metrics = metrics;
    }

    static List<HttpRoute> of(LiveSessions sessions, Supplier<EmulatorMetrics> metrics) {
        ControlRoutes routes = new ControlRoutes(sessions, metrics);
        return List.of(
                HttpRoute.of("POST", "/emulator/faults", routes::fault),
                HttpRoute.of("GET", "/emulator/sessions", routes::list),
                HttpRoute.of("GET", "/emulator/metrics", routes::figures));
    }

    private void fault(HttpExchange exchange) {
        Optional<HttpResponse> stranger = stranger(exchange.request());
        if (stranger.isPresent()) {
            exchange.respond(stranger.get());
            return;
        }
        HttpResponse answer = inject(exchange);
        // not before: the client's next message must not overtake the fault
        exchange.respond(sessions.injected().thenApply(done -> answer));
    }

    private HttpResponse inject(HttpExchange exchange) {
        String type = exchange.request().headers().first("content-type").orElse("");
        if (!type.startsWith("application/json")) {
            return ProviderErrors.of(
                    415, "invalid_request_error", "invalid_content_type", "Send application/json.");
        }
        try {
            JsonNode body = Json.parse(exchange.body());
            Fault fault = FaultReader.read(body);
            String session = Json.string(body, "session", "");
            if (fault instanceof Fault.RefuseConnection || "next".equals(session)) {
                sessions.injectNext(fault);
                return injected(0);
            }
            if (session.isEmpty()) {
                return injected(sessions.injectAll(fault));
            }
            return sessions.inject(session, fault)
                    ? injected(1)
                    : ProviderErrors.of(
                            404,
                            "invalid_request_error",
                            "session_not_found",
                            "There is no such session.");
        } catch (JacksonException e) {
            return ProviderErrors.of(
                    400, "invalid_request_error", "invalid_json", "The body is no JSON.");
        } catch (ProtocolException e) {
            return ProviderErrors.of(400, e);
        }
    }

    private static HttpResponse injected(int count) {
        return HttpResponse.json(200, "{\"sessions\":" + count + "}");
    }

    private void list(HttpExchange exchange) {
        ObjectNode answer = Json.object();
        answer.set("sessions", Json.arrayOf(sessions.ids()));
        exchange.respond(
                stranger(exchange.request()).orElse(HttpResponse.json(200, Json.text(answer))));
    }

    private void figures(HttpExchange exchange) {
        EmulatorMetrics now = metrics.get();
        ObjectNode answer =
                Json.object()
                        .put("sessions", now.sessions())
                        .put("sessions_opened", now.sessionsOpened())
                        .put("refused", now.refused())
                        .put("responses", now.responses())
                        .put("errors", now.errors())
                        .put("audio_millis_in", now.audioMillisIn())
                        .put("audio_millis_out", now.audioMillisOut());
        exchange.respond(
                stranger(exchange.request()).orElse(HttpResponse.json(200, Json.text(answer))));
    }

    /** Refuses other machines, pages of a browser, and names that were bent to point here. */
    private static Optional<HttpResponse> stranger(IncomingRequest request) {
        boolean here =
                request.remote().getAddress() != null
                        && request.remote().getAddress().isLoopbackAddress();
        String host = request.headers().first("host").orElse("");
        boolean named = host.matches("(?i)(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d+)?");
        if (here && named && !request.headers().contains("origin")) {
            return Optional.empty();
        }
        return Optional.of(
                ProviderErrors.of(
                        403,
                        "invalid_request_error",
                        "forbidden",
                        "Only programs on this machine may steer the emulator."));
    }
}
