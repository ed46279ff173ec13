package io.patchbay.net.internal;

import io.patchbay.net.EventLoops;
import io.patchbay.net.http.HttpDoor;
import io.patchbay.net.http.HttpDoors;
import io.patchbay.net.http.HttpHandler;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** One socket, and those who share it. Any thread. */
final class SharedDoor {

    private record Place(String method, String path, boolean upgrades) {
        static Place of(HttpRoute route) {
            return new Place(
                    route.method(), route.path(), route.handler() instanceof HttpHandler.Upgrade);
        }
    }

    private static final HttpResponse AWAY =
            HttpResponse.text(503, "this is being exchanged; try again")
                    .with("retry-after", "1")
                    .with("cache-control", "no-store");

    private final String host;
    private final String picker;
    private final NettyHttpServer server;
    private final EventLoops loops;
    private final Map<String, ConcurrentMap<String, String>> memories = new ConcurrentHashMap<>();

    /** Those who are here, the newest last, and those who are gone since less than the grace. */
    private final List<Opening> openings = new ArrayList<>();

    private boolean over;

    /** Binds. */
    SharedDoor(String host, HttpServerConfig config, String name, EventLoops loops)
            throws IOException {
        this.host = host;
        this.picker = config.port() == 0 ? name : "";
        this.loops = loops;
        server = (NettyHttpServer) NettyHttpServer.start(config, loops, List.of());
    }

    /** Whether who asks for this address is to join here. */
    boolean isAt(String wanted, int port, String name) {
        return host.equals(wanted) && (port == 0 ? picker.equals(name) : server.port() == port);
    }

    synchronized boolean isOver() {
        return over;
    }

    synchronized HttpDoor open(
            String name,
            String path,
            HttpServerConfig config,
            Function<HttpDoor, ? extends Collection<? extends HttpRoute>> routes) {
        boolean tls = config.tls().isPresent();
        if (tls != server.config().tls().isPresent()
                && openings.stream().anyMatch(other -> !other.gone)) {
            throw new IllegalArgumentException(
                    "port "
                            + server.port()
                            + " is open, with"
                            + (tls ? "out" : "")
                            + " TLS: close what is there first, or take another port");
        }
        Opening opening = new Opening(name, path);
        routes.apply(opening).forEach(opening::take);
        openings.add(opening);
        try {
            show();
        } catch (RuntimeException e) {
            openings.remove(opening);
            throw e;
        }
        server.configure(config);
        return opening;
    }

    /** Puts up what answers now: the newest of each place, and a notice where somebody has left. */
    private void show() {
        Map<Place, HttpRoute> shown = new LinkedHashMap<>();
        for (Opening opening : openings) {
            if (opening.gone) {
                opening.routes.forEach(route -> shown.put(Place.of(route), away(Place.of(route))));
            }
        }
        for (Opening opening : openings) {
            if (!opening.gone) {
                opening.routes.forEach(route -> shown.put(Place.of(route), route));
            }
        }
        server.replace(shown.values());
    }

    private static HttpRoute away(Place place) {
        return place.upgrades
                ? HttpRoute.webSocket(place.path, upgrade -> upgrade.reject(AWAY))
                : HttpRoute.of(place.method, place.path, exchange -> exchange.respond(AWAY));
    }

    synchronized List<HttpDoors.Listening> listening() {
        return openings.stream()
                .filter(opening -> !opening.gone)
                .map(opening -> new HttpDoors.Listening(opening.name, opening.uri()))
                .toList();
    }

    /** Frees the address. Blocks for the time that the server takes. */
    void end() {
        synchronized (this) {
            over = true;
        }
        server.close();
    }

    private synchronized void left(Opening opening) {
        opening.leave();
        show();
        try {
            loops.next()
                    .schedule(
                            () -> forgotten(opening), Duration.ofSeconds(HttpDoors.GRACE_SECONDS));
        } catch (RejectedExecutionException e) {
            over = true; // the loops have ended, and the socket with them
        }
    }

    /** On a loop, which must not wait for the lock: who binds waits for loops under it. */
    private void forgotten(Opening opening) {
        Thread sweeper = new Thread(() -> sweep(opening), "patchbay-door");
        sweeper.setDaemon(true);
        sweeper.start();
    }

    private void sweep(Opening opening) {
        synchronized (this) {
            openings.remove(opening);
            show();
            if (!openings.isEmpty()) {
                return;
            }
            over = true;
        }
        server.close();
    }

    /** One plug's share. Its routes are guarded by the door. */
    private final class Opening implements HttpDoor {
        private final String name;
        private final String path;
        private final List<HttpRoute> routes = new ArrayList<>();
        private final Set<Place> places = new HashSet<>();
        private boolean gone;

        Opening(String name, String path) {
            this.name = name;
            this.path = path;
        }

        void take(HttpRoute route) {
            Place place = Place.of(route);
            if (!places.add(place)) {
                throw new IllegalArgumentException(
                        "there is a route for " + place.method + " " + place.path + " already");
            }
            routes.add(route);
        }

        /** Keeps the places and nothing of who was there. */
        void leave() {
            gone = true;
            routes.clear();
            places.forEach(place -> routes.add(away(place)));
        }

        URI uri() {
            InetSocketAddress at = server.address();
            String shown = at.getAddress().getHostAddress();
            return URI.create(
                    (secure() ? "https://" : "http://")
                            + (shown.contains(":") ? "[" + shown + "]" : shown)
                            + ":"
                            + at.getPort()
                            + path);
        }

        @Override
        public InetSocketAddress address() {
            return server.address();
        }

        @Override
        public boolean secure() {
            return server.config().tls().isPresent();
        }

        @Override
        public void add(HttpRoute route) {
            synchronized (SharedDoor.this) {
                if (gone) {
                    throw new IllegalStateException("this door is closed");
                }
                take(route);
                try {
                    show();
                } catch (RuntimeException e) {
                    drop(route);
                    throw e;
                }
            }
        }

        @Override
        public boolean remove(HttpRoute route) {
            synchronized (SharedDoor.this) {
                boolean there = !gone && drop(route);
                if (there) {
                    show();
                }
                return there;
            }
        }

        private boolean drop(HttpRoute route) {
            boolean there = routes.removeIf(each -> each == route);
            if (there) {
                places.remove(Place.of(route));
            }
            return there;
        }

        @Override
        public ConcurrentMap<String, String> memory() {
            return memories.computeIfAbsent(name, key -> new ConcurrentHashMap<>());
        }

        @Override
        public void close() {
            synchronized (SharedDoor.this) {
                if (!gone) {
                    left(this);
                }
            }
        }
    }
}
