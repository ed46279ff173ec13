package io.patchbay.transport.twilio.internal;

import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.net.SourceLimits;
import io.patchbay.net.http.HttpDoor;
import io.patchbay.net.http.HttpDoors;
import io.patchbay.net.http.HttpRoute;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/** What listens for streams; live calls do without it. */
final class StreamDoor {

    private static final System.Logger LOG = System.getLogger(StreamDoor.class.getName());

    private StreamDoor() {}

    /**
     * Opens. Blocks until it listens.
     *
     * @return closes it: no call comes any more, those that are up go on
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    static AutoCloseable open(StreamSettings settings, IncomingCalls calls) {
        SourceLimits limits = new SourceLimits(settings.calls(), settings.callsPerSource());
        List<HttpRoute> routes = new ArrayList<>(3);
        routes.add(new StreamRoute(settings, calls, limits));
        if (settings.twiml()) {
            routes.add(new TwimlRoute("POST", settings, limits));
            routes.add(new TwimlRoute("GET", settings, limits));
        }
        String path = settings.door().path();
        HttpDoor door;
        try {
            door =
                    HttpDoors.open(
                            TwilioCalls.NAME + path, path + "/", settings.door().server(), routes);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("setting 'port': " + e.getMessage(), e);
        }
        LOG.log(
                Level.INFO,
                "{0} streams come to {1}://{2}:{3}{4}",
                settings.dialect().name(),
                door.secure() ? "wss" : "ws",
                settings.door().server().host(),
                Integer.toString(door.address().getPort()),
                settings.streamPath());
        return door;
    }
}
