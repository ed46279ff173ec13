package io.patchbay.emulator.web.internal;

import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import io.patchbay.emulator.session.internal.EmulatedSession;
import io.patchbay.emulator.session.internal.Services;
import io.patchbay.emulator.session.internal.SessionConfig;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketSettings;
import io.patchbay.net.websocket.WebSocketUpgrade;
import java.util.List;
import java.util.Optional;

/** {@code GET /v1/realtime}: the WebSocket face. */
final class RealtimeRoute {
    private static final String PATH = "/v1/realtime";

    /** An append of the largest size in base64, and what is around it. */
    private static final int MAX_FRAME = Json.MAX_APPEND_BYTES / 3 * 4 + (64 << 10);

    /** Audio runs ahead of playback, so much may wait; more is held back by pacing. */
    private static final int MAX_PENDING = 32 << 20;

    private static final int MAX_SIDEBANDS = 8;

    private final Services services;
    private final Credentials credentials;
    private final LiveSessions sessions;
    private final LiveCalls calls;
    private final Recorder recorder;

    private RealtimeRoute(
            Services services,
            Credentials credentials,
            LiveSessions sessions,
            LiveCalls calls,
            Recorder recorder) {
        this.services = services;
        this.credentials = credentials;
        this.sessions = sessions;
        this.calls = calls;
        this.recorder = recorder;
    }

    static List<HttpRoute> of(
            Services services,
            Credentials credentials,
            LiveSessions sessions,
            LiveCalls calls,
            Recorder recorder) {
        RealtimeRoute route = new RealtimeRoute(services, credentials, sessions, calls, recorder);
        return List.of(
                HttpRoute.webSocket(PATH, route::upgrade),
                HttpRoute.webSocket(FaceList.OPENAI + PATH, route::upgrade));
    }

    private void upgrade(WebSocketUpgrade upgrade) {
        List<String> offered = upgrade.subprotocols();
        Credentials.Verdict verdict = credentials.judge(upgrade.request(), offered);
        Optional<String> callId = upgrade.request().queryParameter("call_id");
        Optional<HttpResponse> refused =
                verdict.refused()
                        .or(
                                () ->
                                        callId.isPresent()
                                                ? Optional.empty()
                                                : sessions.refusal(
                                                        services.options().maxSessions()));
        if (refused.isPresent()) {
            reject(upgrade, refused.get());
        } else if (callId.isPresent()) {
            attach(upgrade, calls.find(callId.get()).filter(LiveCall::joinable));
        } else {
            accept(
                    upgrade,
                    new SessionSocket(connection -> open(upgrade, verdict, connection), sessions));
        }
    }

    /** A sideband joins a call. */
    private void attach(WebSocketUpgrade upgrade, Optional<LiveCall> call) {
        if (call.isEmpty()) {
            reject(upgrade, ProviderErrors.noSuchCall());
        } else if (!call.get().reserve(MAX_SIDEBANDS)) {
            reject(upgrade, ProviderErrors.tooMany("This call has as many sidebands as it may."));
        } else {
            accept(upgrade, new SidebandSocket(call.get(), recorder.connection()));
        }
    }

    private void reject(WebSocketUpgrade upgrade, HttpResponse answer) {
        services.counters().refused.increment();
        upgrade.reject(answer);
    }

    private static void accept(WebSocketUpgrade upgrade, WebSocketListener listener) {
        WebSocketUpgrade.Acceptance how = acceptance();
        if (upgrade.subprotocols().contains("realtime")) {
            how = how.withSubprotocol("realtime");
        }
        upgrade.accept(how, listener);
    }

    /** With room for the largest frame, and for sound that is ahead of its playback. */
    static WebSocketUpgrade.Acceptance acceptance() {
        return WebSocketUpgrade.Acceptance.plain()
                .withSettings(
                        WebSocketSettings.defaults()
                                .withMaxMessageBytes(MAX_FRAME)
                                .withMaxPendingBytes(MAX_PENDING));
    }

    private EmulatedSession open(
            WebSocketUpgrade upgrade, Credentials.Verdict verdict, WebSocketConnection connection) {
        long expiresAt =
                services.clock().instant().plus(services.options().maxSession()).getEpochSecond();
        SessionConfig config = Handshake.config(upgrade.request(), expiresAt);
        verdict.secret().ifPresent(secret -> begin(config, secret));
        EmulatedSession session =
                new EmulatedSession(
                        services,
                        connection.loop(),
                        new SocketWire(connection),
                        recorder.connection(),
                        config);
        sessions.add(session, connection.loop());
        Optional<ProtocolException> refusal =
                Handshake.refusal(
                        upgrade.request(), upgrade.subprotocols(), services.options().anyModel());
        if (refusal.isPresent()) {
            session.refuse(refusal.get());
        } else {
            session.open();
            sessions.opened(session);
        }
        return session;
    }

    /** The settings of the secret are a starting point, if they are for this kind of session. */
    private static void begin(SessionConfig config, ClientSecrets.Secret secret) {
        String kind = Json.string(secret.session(), "type", "");
        if (kind.equals(Json.string(config.copy(), "type", ""))) {
            config.start(secret.session());
        }
    }
}
