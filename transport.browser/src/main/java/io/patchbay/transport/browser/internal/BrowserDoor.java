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
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What listens for pages; live calls do without it. */
final class BrowserDoor implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(BrowserDoor.class.getName());

    private final DoorSettings settings;
    private final HttpDoor door;
    private final CallsRoutes calls;
    private final SidebandRoutes sidebands;

    private BrowserDoor(
            DoorSettings settings, HttpDoor door, CallsRoutes calls, SidebandRoutes sidebands) {
        this.settings = settings;
        this.door = door;
        this.calls = calls;
        this.sidebands = sidebands;
    }

    /**
     * Opens. Blocks until it listens.
     *
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    static BrowserDoor open(DoorSettings settings, PlugContext context, IncomingCalls calls) {
        Origins origins = new Origins(settings.origins(), settings.server().host());
        CallDesk desk = new CallDesk(calls, settings);
        AtomicReference<@Nullable CallsRoutes> overPackets = new AtomicReference<>();
        AtomicReference<@Nullable SidebandRoutes> besideCalls = new AtomicReference<>();
        HttpDoor door;
        try {
            door =
                    HttpDoors.open(
                            // doors at several paths have nothing in common, credentials least
                            BrowserCalls.NAME + settings.path(),
                            settings.path() + "/",
                            settings.server(),
                            opened -> {
                                Credentials credentials =
                                        new Credentials(
                                                opened.memory(),
                                                settings.outstanding(),
                                                System::currentTimeMillis);
                                Admission admission = new Admission(origins, credentials, desk);
                                CallsRoutes packets = new CallsRoutes(settings, context, admission);
                                overPackets.set(packets);
                                SidebandRoutes beside = new SidebandRoutes(settings, admission);
                                besideCalls.set(beside);
                                List<HttpRoute> live = new ArrayList<>(packets.routes());
                                live.addAll(beside.routes());
                                return routes(settings, admission, credentials, live);
                            });
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("setting 'port': " + e.getMessage(), e);
        }
        LOG.log(
                Level.INFO,
                "pages call at {0}://{1}:{2}{3}/",
                door.secure() ? "https" : "http",
                settings.server().host(),
                Integer.toString(door.address().getPort()),
                settings.path());
        return new BrowserDoor(
                settings,
                door,
                Objects.requireNonNull(overPackets.get(), "made with the door"),
                Objects.requireNonNull(besideCalls.get(), "made with the door"));
    }

    private static List<HttpRoute> routes(
            DoorSettings settings,
            Admission admission,
            Credentials credentials,
            List<HttpRoute> calls) {
        Origins origins = admission.origins();
        List<HttpRoute> routes = new ArrayList<>(calls);
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

    /**
     * Takes no more calls. Those over WebRTC can be hung up and find another way at their addresses
     * until they end, whoever answers beside them.
     */
    @Override
    public void close() {
        keep("/calls", calls.routesOfLive(), calls::whenEmpty);
        keep("/sideband", sidebands.routesOfLive(), sidebands::whenEmpty);
        door.close();
    }

    private void keep(String place, List<HttpRoute> left, Consumer<Runnable> whenEmpty) {
        if (left.isEmpty()) {
            return;
        }
        try {
            HttpDoor rest =
                    HttpDoors.open(
                            BrowserCalls.NAME + settings.path() + place + "-live",
                            settings.path() + place + "/",
                            settings.serverAt(door.address().getPort()),
                            left);
            whenEmpty.accept(rest::close);
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(Level.WARNING, "calls that are up have no address: {0}", e.getMessage());
        }
    }
}
