package io.patchbay.net.internal;

import io.patchbay.net.EventLoops;
import io.patchbay.net.http.HttpDoor;
import io.patchbay.net.http.HttpDoors;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** All sockets that plugs share. Any thread; binding happens under the lock, never on a loop. */
public final class SharedDoors {

    private static final List<SharedDoor> DOORS = new ArrayList<>();

    private SharedDoors() {}

    /** Joins the socket of that address, or binds it. */
    public static HttpDoor open(
            String name,
            String path,
            HttpServerConfig config,
            Function<HttpDoor, ? extends Collection<? extends HttpRoute>> routes)
            throws IOException {
        String host = InetAddress.getByName(config.host()).getHostAddress();
        synchronized (DOORS) {
            DOORS.removeIf(SharedDoor::isOver);
            for (SharedDoor door : DOORS) {
                if (door.isAt(host, config.port(), name)) {
                    return door.open(name, path, config, routes);
                }
            }
            SharedDoor door = new SharedDoor(host, config, name, EventLoops.shared());
            try {
                HttpDoor opened = door.open(name, path, config, routes);
                DOORS.add(door);
                return opened;
            } catch (RuntimeException e) {
                door.end();
                throw e;
            }
        }
    }

    /** Who is open now. */
    public static List<HttpDoors.Listening> listening() {
        synchronized (DOORS) {
            return DOORS.stream().flatMap(door -> door.listening().stream()).toList();
        }
    }

    /** Ends all of them: the bundle stops. */
    static void endAll() {
        List<SharedDoor> all;
        synchronized (DOORS) {
            all = List.copyOf(DOORS);
            DOORS.clear();
        }
        all.forEach(SharedDoor::end);
    }
}
