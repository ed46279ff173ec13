package io.patchbay.emulator.web.internal;

import io.patchbay.emulator.EmulatorMetrics;
import io.patchbay.emulator.session.internal.Services;
import io.patchbay.net.EventLoops;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServer;
import io.patchbay.net.http.HttpServerConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Puts the faces of an emulator on one listening socket. */
public final class Faces {
    private static final int PORT_CONNECTIONS_BESIDE_SESSIONS = 100;

    private Faces() {}

    /**
     * Listens on loopback.
     *
     * @throws IOException if the port is taken
     */
    public static HttpServer listen(
            Services services,
            EventLoops loops,
            LiveSessions sessions,
            LiveCalls calls,
            Recorder recorder,
            Supplier<EmulatorMetrics> metrics)
            throws IOException {
        ClientSecrets secrets = new ClientSecrets(services.clock());
        Credentials credentials = new Credentials(services.options().keys(), secrets);
        List<HttpRoute> routes = new ArrayList<>();
        routes.addAll(RealtimeRoute.of(services, credentials, sessions, calls, recorder));
        routes.addAll(FaceRoutes.of(FaceList.create(), services, credentials, sessions, recorder));
        routes.add(SecretsRoute.of(credentials, secrets));
        routes.addAll(CallsRoutes.of(services, credentials, sessions, calls));
        routes.add(Cors.rest());
        routes.addAll(ControlRoutes.of(sessions, metrics));
        HttpServerConfig config =
                HttpServerConfig.builder()
                        .host("127.0.0.1")
                        .port(services.options().port())
                        .maxConnections(
                                services.options().maxSessions() + PORT_CONNECTIONS_BESIDE_SESSIONS)
                        .http2(true)
                        .errors(Faces::error)
                        .build();
        return HttpServer.start(config, loops, routes);
    }

    /** Names of all faces, OpenAI's own first. */
    public static List<String> names() {
        return FaceList.names();
    }

    private static HttpResponse error(int status, String message) {
        String code =
                switch (status) {
                    case 404 -> "unknown_url";
                    case 405 -> "method_not_allowed";
                    case 413 -> "request_too_large";
                    case 426 -> "upgrade_required";
                    default -> "invalid_request";
                };
        String type = status >= 500 ? "server_error" : "invalid_request_error";
        return ProviderErrors.of(status, type, code, message);
    }
}
