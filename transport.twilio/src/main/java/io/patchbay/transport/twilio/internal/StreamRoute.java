package io.patchbay.transport.twilio.internal;

import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallRouter.IncomingCall;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.net.SourceLimits;
import io.patchbay.net.http.HttpHandler;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.IncomingRequest;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketSettings;
import io.patchbay.net.websocket.WebSocketUpgrade;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Takes the streams of calls. Any thread. */
final class StreamRoute implements HttpRoute {

    private static final System.Logger LOG = System.getLogger(StreamRoute.class.getName());

    /** Some seconds of sound in base64, and marks. */
    private static final int PENDING = 256 << 10;

    private final StreamSettings settings;
    private final IncomingCalls calls;
    private final SourceLimits limits;

    StreamRoute(StreamSettings settings, IncomingCalls calls, SourceLimits limits) {
        this.settings = settings;
        this.calls = calls;
        this.limits = limits;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return settings.streamPath();
    }

    @Override
    public HttpHandler handler() {
        return (HttpHandler.Upgrade) this::upgrade;
    }

    private void upgrade(WebSocketUpgrade upgrade) {
        IncomingRequest request = upgrade.request();
        if (!settings.dialect().admits(request, settings)) {
            upgrade.reject(HttpResponse.text(403, "this is not the carrier"));
            return;
        }
        Optional<Runnable> room = limits.enter(request.remote().getAddress());
        if (room.isEmpty()) {
            upgrade.reject(
                    HttpResponse.text(503, "too many calls are up").with("retry-after", "5"));
            return;
        }
        var how =
                WebSocketUpgrade.Acceptance.plain()
                        .withSettings(
                                WebSocketSettings.defaults()
                                        .withMaxMessageBytes(settings.messageBytes())
                                        .withMaxPendingBytes(PENDING));
        String remote = request.remote().getAddress().getHostAddress();
        upgrade.accept(
                        how,
                        new StreamMessages(
                                settings,
                                (start, connection) ->
                                        arrived(start, connection, remote, room.get()),
                                room.get()))
                .whenComplete(
                        (connection, failure) -> {
                            if (failure != null) {
                                room.get().run();
                            }
                        });
    }

    private StreamLeg arrived(
            StreamStart start, WebSocketConnection connection, String remote, Runnable leave) {
        Map<String, String> metadata = new LinkedHashMap<>(start.metadata());
        metadata.put("media", settings.dialect().name());
        metadata.put("call", start.call());
        metadata.put("stream", start.stream());
        metadata.put("remote", remote);
        StreamLeg leg = new StreamLeg(start, metadata, connection, settings, leave);
        calls.offer(new IncomingCall(TwilioCalls.NAME, start.call(), metadata))
                .whenComplete(
                        (decision, failure) -> {
                            if (leg.isClosing()) {
                                return;
                            }
                            if (decision instanceof Decision.Accept accepted) {
                                answer(accepted, leg);
                            } else {
                                leg.close(CloseReason.NORMAL);
                            }
                        });
        return leg;
    }

    private void answer(Decision.Accept accepted, StreamLeg leg) {
        calls.answer(accepted.options(), leg)
                .whenComplete(
                        (session, failure) -> {
                            if (failure != null) {
                                LOG.log(Level.WARNING, "the call {0} was not answered", leg.id());
                                leg.close(CloseReason.NORMAL);
                            }
                        });
    }
}
