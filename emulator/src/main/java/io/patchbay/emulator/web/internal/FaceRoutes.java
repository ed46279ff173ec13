package io.patchbay.emulator.web.internal;

import io.patchbay.emulator.face.internal.Entry;
import io.patchbay.emulator.face.internal.Face;
import io.patchbay.emulator.face.internal.FaceRequest;
import io.patchbay.emulator.session.internal.Services;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.websocket.WebSocketUpgrade;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lets connections in at the paths of faces. */
final class FaceRoutes {
    private final Services services;
    private final Credentials credentials;
    private final LiveSessions sessions;
    private final Recorder recorder;

    private FaceRoutes(
            Services services, Credentials credentials, LiveSessions sessions, Recorder recorder) {
        this.services = services;
        this.credentials = credentials;
        this.sessions = sessions;
        this.recorder = recorder;
    }

    static List<HttpRoute> of(
            List<Face> faces,
            Services services,
            Credentials credentials,
            LiveSessions sessions,
            Recorder recorder) {
        FaceRoutes shared = new FaceRoutes(services, credentials, sessions, recorder);
        List<HttpRoute> routes = new ArrayList<>();
        for (Face face : faces) {
            for (String path : face.paths()) {
                String prefix = FaceList.prefix(face);
                routes.add(
                        HttpRoute.webSocket(
                                prefix + path, upgrade -> shared.upgrade(face, upgrade, prefix)));
            }
            for (String path : face.ownPaths()) {
                routes.add(HttpRoute.webSocket(path, upgrade -> shared.upgrade(face, upgrade, "")));
            }
        }
        return routes;
    }

    private void upgrade(Face face, WebSocketUpgrade upgrade, String prefix) {
        Optional<HttpResponse> full = sessions.refusal(services.options().maxSessions());
        if (full.isPresent()) {
            reject(upgrade, full.get());
            return;
        }
        Entry entry =
                face.enter(
                        new FaceRequest(
                                upgrade.request().path().substring(prefix.length()),
                                upgrade.request(),
                                upgrade.subprotocols(),
                                credentials::lets));
        if (entry instanceof Entry.Refused refused) {
            reject(upgrade, refused.answer());
        } else if (entry instanceof Entry.Admitted admitted) {
            WebSocketUpgrade.Acceptance how = RealtimeRoute.acceptance();
            if (admitted.subprotocol().isPresent()) {
                how = how.withSubprotocol(admitted.subprotocol().get());
            }
            upgrade.accept(
                    how,
                    new FaceSocket(
                            services, sessions, recorder.connection(), admitted.interpreter()));
        }
    }

    private void reject(WebSocketUpgrade upgrade, HttpResponse answer) {
        services.counters().refused.increment();
        upgrade.reject(answer);
    }
}
