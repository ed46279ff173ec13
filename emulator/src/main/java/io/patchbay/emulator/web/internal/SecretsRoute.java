package io.patchbay.emulator.web.internal;

import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import io.patchbay.emulator.protocol.internal.SessionShapes;
import io.patchbay.emulator.protocol.internal.Shape;
import io.patchbay.emulator.protocol.internal.Shapes;
import io.patchbay.emulator.session.internal.SessionConfig;
import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/realtime/client_secrets}. */
final class SecretsRoute {
    private static final long DEFAULT_SECONDS = 600;

    private static final Shape BODY =
            Shapes.fields()
                    .allow(
                            "expires_after",
                            Shapes.fields()
                                    .allow("anchor", Shapes.oneOf("created_at"))
                                    .allow("seconds", Shapes.integer(10, 7_200)))
                    .allow("session", SessionShapes.SESSION);

    private final Credentials credentials;
    private final ClientSecrets secrets;

    private SecretsRoute(Credentials credentials, ClientSecrets secrets) {
        this.credentials = credentials;
        this.secrets = secrets;
    }

    static HttpRoute of(Credentials credentials, ClientSecrets secrets) {
        SecretsRoute route = new SecretsRoute(credentials, secrets);
        return HttpRoute.of("POST", "/v1/realtime/client_secrets", route::handle);
    }

    private void handle(HttpExchange exchange) {
        Credentials.Verdict verdict = credentials.judge(exchange.request(), List.of());
        exchange.respond(verdict.refused().orElseGet(() -> answer(exchange.body())));
    }

    private HttpResponse answer(byte[] body) {
        try {
            JsonNode request = body.length == 0 ? Json.object() : Json.parse(body);
            BODY.check(request, "");
            return issue(request);
        } catch (JacksonException e) {
            return ProviderErrors.of(
                    400, ProtocolException.INVALID_REQUEST, "invalid_json", "The body is no JSON.");
        } catch (ProtocolException e) {
            return ProviderErrors.of(400, e);
        }
    }

    private HttpResponse issue(JsonNode request) {
        JsonNode given = request.path("session");
        String model = Json.string(given, "model", "gpt-realtime");
        SessionConfig config =
                "transcription".equals(Json.string(given, "type", "realtime"))
                        ? SessionConfig.transcription(0)
                        : SessionConfig.conversation(model, 0);
        ObjectNode settings = given.isObject() ? (ObjectNode) given.deepCopy() : Json.object();
        if (given.isObject()) {
            config.start(settings);
        }
        long seconds = request.path("expires_after").path("seconds").asLong(DEFAULT_SECONDS);
        ClientSecrets.Secret secret = secrets.issue(seconds, settings);
        ObjectNode answer =
                Json.object().put("value", secret.value()).put("expires_at", secret.expiresAt());
        answer.set("session", config.copy());
        return Cors.allow(HttpResponse.json(200, Json.text(answer)));
    }
}
