package io.patchbay.transport.browser.internal;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.net.http.HttpDoor;
import io.patchbay.net.http.HttpDoors;
import io.patchbay.net.http.HttpRoute;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/** What listens for pages; live calls do without it. */
final class BrowserDoor implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(BrowserDoor.class.getName());

    private final HttpDoor door;

    private BrowserDoor(HttpDoor door) {
        this.door = door;
    }

    /**
     * Opens. Blocks until it listens.
     *
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    static BrowserDoor open(DoorSettings settings, PlugContext context, IncomingCalls calls) {
        HttpDoor door;
        try {
            door =
                    HttpDoors.open(
                            BrowserCalls.NAME, settings.path() + "/", settings.server(), List.of());
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("setting 'port': " + e.getMessage(), e);
        }
        try {
            for (HttpRoute route : routes(settings, context, calls, door)) {
                door.add(route);
            }
        } catch (RuntimeException e) {
            door.close();
            throw e;
        }
        LOG.log(
                Level.INFO,
                "pages call at {0}://{1}:{2}{3}/",
                door.secure() ? "https" : "http",
                settings.server().host(),
                Integer.toString(door.address().getPort()),
                settings.path());
        return new BrowserDoor(door);
    }

    private static List<HttpRoute> routes(
            DoorSettings settings, PlugContext context, IncomingCalls calls, HttpDoor door) {
        Credentials credentials =
                new Credentials(door.memory(), settings.outstanding(), System::currentTimeMillis);
        Origins origins = new Origins(settings.origins(), settings.server().host());
        CallDesk desk = new CallDesk(calls, settings);
        Admission admission = new Admission(origins, credentials, desk);
        List<HttpRoute> routes = new ArrayList<>();
        routes.add(new SocketRoute(settings, admission));
        routes.add(new CredentialsRoute(settings, origins, credentials));
        routes.add(
                HttpRoute.of(
                        "OPTIONS",
                        settings.path() + "/*",
                        exchange -> exchange.respond(origins.preflight(exchange.request()))));
        routes.addAll(PageRoutes.of(settings));
        return routes;
    }

    @Override
    public void close() {
        door.close();
    }
}
