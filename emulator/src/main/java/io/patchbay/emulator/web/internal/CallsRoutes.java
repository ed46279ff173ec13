package io.patchbay.emulator.web.internal;

import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import io.patchbay.emulator.session.internal.Services;
import io.patchbay.emulator.session.internal.SessionConfig;
import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.rtc.RtcException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/realtime/calls}: takes WebRTC calls and ends them. */
final class CallsRoutes {
    private static final System.Logger LOG = System.getLogger(CallsRoutes.class.getName());
    private static final String CALLS = "/v1/realtime/calls";
    private static final String DEFAULT_MODEL = "gpt-realtime";

    private final Services services;
    private final Credentials credentials;
    private final LiveSessions sessions;
    private final LiveCalls calls;

    private CallsRoutes(
            Services services, Credentials credentials, LiveSessions sessions, LiveCalls calls) {
        this.services = services;
        this.credentials = credentials;
        this.sessions = sessions;
        this.calls = calls;
    }

    static List<HttpRoute> of(
            Services services, Credentials credentials, LiveSessions sessions, LiveCalls calls) {
        CallsRoutes routes = new CallsRoutes(services, credentials, sessions, calls);
        List<HttpRoute> list = new ArrayList<>();
        list.add(HttpRoute.of("POST", CALLS, routes::take));
        list.add(HttpRoute.of("POST", CALLS + "/{id}/hangup", routes::hangUp));
        PhoneVerbs verbs = new PhoneVerbs(services, credentials, calls);
        list.addAll(verbs.routes(CALLS + "/{id}/"));
        return list;
    }

    private void hangUp(HttpExchange exchange) {
        Optional<HttpResponse> refused = credentials.judge(exchange.request(), List.of()).refused();
        Optional<LiveCall> call =
                calls.find(exchange.request().pathParameters().getOrDefault("id", ""));
        if (refused.isPresent()) {
            exchange.respond(refused.get());
        } else if (call.isEmpty()) {
            exchange.respond(ProviderErrors.noSuchCall());
        } else if (call.get() instanceof PhoneCall phone) {
            exchange.respond(phone.drop().thenApply(PhoneVerbs::answer));
        } else {
            exchange.respond(
                    call.get().hangUp().thenApply(done -> Cors.allow(HttpResponse.of(200))));
        }
    }

    private void take(HttpExchange exchange) {
        Credentials.Verdict verdict = credentials.judge(exchange.request(), List.of());
        Optional<HttpResponse> refused = verdict.refused().or(() -> refusal(exchange));
        if (refused.isPresent()) {
            services.counters().refused.increment();
            exchange.respond(refused.get());
            return;
        }
        try {
            CallOffer offer = CallOffer.read(exchange.request(), exchange.body());
            SessionConfig config = config(exchange, offer, verdict.secret());
            exchange.respond(
                    calls.take(offer.sdp(), config)
                            .handle(
                                    (taken, failure) ->
                                            taken != null ? created(taken) : failed(failure)));
        } catch (ProtocolException e) {
            exchange.respond(ProviderErrors.of(400, e));
        }
    }

    private Optional<HttpResponse> refusal(HttpExchange exchange) {
        String type = CallOffer.type(exchange.request());
        if (!type.equals(CallOffer.SDP) && !type.equals(CallOffer.FORM)) {
            return Optional.of(
                    ProviderErrors.of(
                            415,
                            ProtocolException.INVALID_REQUEST,
                            "unsupported_content_type",
                            "Send the offer as application/sdp, or as multipart/form-data with the"
                                    + " parts 'sdp' and 'session'."));
        }
        return sessions.refusal(services.options().maxSessions());
    }

    /** The settings: of the client secret, then of the request. The request's model counts. */
    private SessionConfig config(
            HttpExchange exchange, CallOffer offer, Optional<ClientSecrets.Secret> secret) {
        long expiresAt =
                services.clock().instant().plus(services.options().maxSession()).getEpochSecond();
        ObjectNode own = offer.session().orElseGet(Json::object);
        ObjectNode first = secret.map(ClientSecrets.Secret::session).orElseGet(Json::object);
        String kind = Json.string(own, "type", Json.string(first, "type", "realtime"));
        SessionConfig config;
        if (kind.equals("transcription")) {
            config = SessionConfig.transcription(expiresAt);
        } else {
            String model =
                    Json.string(
                            own,
                            "model",
                            exchange.request()
                                    .queryParameter("model")
                                    .orElse(Json.string(first, "model", DEFAULT_MODEL)));
            Handshake.wrongModel(model, services.options().anyModel())
                    .ifPresent(
                            wrong -> {
                                throw wrong;
                            });
            config = SessionConfig.conversation(model, expiresAt);
        }
        if (kind.equals(Json.string(first, "type", ""))) {
            config.start(first);
        }
        if (!own.isEmpty()) {
            config.start(own);
        }
        return config;
    }

    private static HttpResponse created(LiveCalls.Taken taken) {
        return Cors.allow(
                HttpResponse.of(201, CallOffer.SDP, taken.sdp())
                        .with("location", CALLS + "/" + taken.id()));
    }

    private HttpResponse failed(Throwable failure) {
        services.counters().refused.increment();
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof RtcException rtc) {
            return switch (rtc.kind()) {
                case UNAVAILABLE ->
                        ProviderErrors.of(
                                501,
                                "server_error",
                                "calls_not_supported",
                                "This emulator takes no WebRTC calls ("
                                        + message
                                        + "); connect over WebSocket to /v1/realtime.");
                case DESCRIPTION, CODEC -> ProviderErrors.of(400, CallOffer.bad(rtc));
                default -> ProviderErrors.of(500, "server_error", "call_failed", message);
            };
        }
        if (cause instanceof RejectedExecutionException) {
            return ProviderErrors.of(
                    503, "server_error", "overloaded", "The emulator has too much to do.");
        }
        LOG.log(System.Logger.Level.ERROR, "A call could not be taken", cause);
        return ProviderErrors.of(500, "server_error", "call_failed", "The call failed: " + message);
    }
}
