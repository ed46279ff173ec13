package io.patchbay.emulator.web.internal;

import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import io.patchbay.emulator.protocol.internal.SessionShapes;
import io.patchbay.emulator.session.internal.Services;
import io.patchbay.emulator.session.internal.SessionConfig;
import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What can be done with a telephone call: accept, reject, refer. */
final class PhoneVerbs {

    private static final int DECLINE = 603;

    /** The service does not take these for telephone calls. */
    private static final List<String> NOT_ON_CALLS =
            List.of("threshold", "prefix_padding_ms", "silence_duration_ms");

    private final Services services;
    private final Credentials credentials;
    private final LiveCalls calls;

    private interface Verb {
        CompletionStage<PhoneCall.Outcome> ask(PhoneCall call, ObjectNode body);
    }

    PhoneVerbs(Services services, Credentials credentials, LiveCalls calls) {
        this.services = services;
        this.credentials = credentials;
        this.calls = calls;
    }

    /** Below the address of a call. */
    List<HttpRoute> routes(String call) {
        return List.of(
                HttpRoute.of("POST", call + "accept", exchange -> ask(exchange, this::accept)),
                HttpRoute.of("POST", call + "reject", exchange -> ask(exchange, this::reject)),
                HttpRoute.of("POST", call + "refer", exchange -> ask(exchange, this::refer)));
    }

    private void ask(HttpExchange exchange, Verb verb) {
        Optional<HttpResponse> refused = credentials.judge(exchange.request(), List.of()).refused();
        if (refused.isPresent()) {
            exchange.respond(refused.get());
            return;
        }
        Optional<PhoneCall> call =
                calls.phone(exchange.request().pathParameters().getOrDefault("id", ""));
        if (call.isEmpty()) {
            exchange.respond(ProviderErrors.noSuchCall());
            return;
        }
        try {
            exchange.respond(verb.ask(call.get(), body(exchange)).thenApply(PhoneVerbs::answer));
        } catch (ProtocolException e) {
            exchange.respond(ProviderErrors.of(400, e));
        }
    }

    /** What a client hears. */
    static HttpResponse answer(PhoneCall.Outcome outcome) {
        return switch (outcome) {
            case DONE -> Cors.allow(HttpResponse.of(200));
            case GONE -> ProviderErrors.noSuchCall();
            case TAKEN ->
                    ProviderErrors.of(
                            400,
                            ProtocolException.INVALID_REQUEST,
                            "call_already_accepted",
                            "The call was accepted before.");
        };
    }

    private static ObjectNode body(HttpExchange exchange) {
        if (exchange.body().length == 0) {
            return Json.object();
        }
        try {
            if (Json.parse(exchange.body()) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw ProtocolException.invalid("invalid_json", "The body is no JSON.", null);
        }
        throw ProtocolException.invalid("invalid_json", "The body is no JSON object.", null);
    }

    private CompletionStage<PhoneCall.Outcome> accept(PhoneCall call, ObjectNode body) {
        SessionShapes.SESSION.check(body, "session");
        if (!Json.string(body, "type", "").equals("realtime")) {
            throw ProtocolException.invalidValue(
                    "Invalid 'type': a call is accepted with a 'realtime' session.", "type");
        }
        JsonNode detection = body.at("/audio/input/turn_detection");
        for (String name : NOT_ON_CALLS) {
            if (detection.has(name)) {
                throw ProtocolException.invalid(
                        "unsupported_parameter",
                        "'" + name + "' is not supported on telephone calls.",
                        "audio.input.turn_detection." + name);
            }
        }
        String model = Json.string(body, "model", "gpt-realtime");
        Handshake.wrongModel(model, services.options().anyModel())
                .ifPresent(
                        wrong -> {
                            throw wrong;
                        });
        SessionConfig config =
                SessionConfig.conversation(
                        model,
                        services.clock()
                                .instant()
                                .plus(services.options().maxSession())
                                .getEpochSecond());
        config.start(body);
        return call.accept(services, calls.recorder(), config);
    }

    private CompletionStage<PhoneCall.Outcome> reject(PhoneCall call, ObjectNode body) {
        JsonNode status = body.path("status_code");
        if (!status.isMissingNode()
                && !(status.isInt() && status.intValue() >= 300 && status.intValue() <= 699)) {
            throw ProtocolException.invalidValue(
                    "Invalid 'status_code': a SIP status from 300 to 699 refuses a call.",
                    "status_code");
        }
        return call.reject(status.isMissingNode() ? DECLINE : status.intValue());
    }

    private CompletionStage<PhoneCall.Outcome> refer(PhoneCall call, ObjectNode body) {
        String text = Json.string(body, "target_uri", "");
        if (text.isEmpty()) {
            throw ProtocolException.invalid(
                    "missing_required_parameter",
                    "Missing required parameter: 'target_uri'.",
                    "target_uri");
        }
        URI target;
        try {
            target = new URI(text);
        } catch (java.net.URISyntaxException e) {
            throw noTarget();
        }
        if (!Set.of("tel", "sip", "sips").contains(String.valueOf(target.getScheme()))) {
            throw noTarget();
        }
        return call.refer(target);
    }

    private static ProtocolException noTarget() {
        return ProtocolException.invalidValue(
                "Invalid 'target_uri': a tel: or sip: address is called.", "target_uri");
    }
}
