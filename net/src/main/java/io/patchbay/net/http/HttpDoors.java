package io.patchbay.net.http;

import io.patchbay.net.internal.SharedDoors;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * Listening sockets that several plugs share and that no plug owns (RULES 3). Whoever opens the
 * same address joins the socket that is there; of two routes at one place the newer one answers,
 * and when it is gone the older one again. After the last door is closed the socket listens on for
 * {@link #GRACE_SECONDS}, so that a successor finds it and callers find somebody: what was there
 * answers 503 with {@code Retry-After}. For any thread.
 */
public final class HttpDoors {

    /** How long a place without a plug is kept. */
    public static final int GRACE_SECONDS = 10;

    private HttpDoors() {}

    /**
     * A door that is open.
     *
     * @param name who opened it
     * @param uri where its resources begin
     */
    public record Listening(String name, URI uri) {}

    /**
     * Opens a door. Blocks until it listens, so not for an event loop.
     *
     * @param name whose it is: with port 0, a door of the same name on the same host joins the
     *     socket that the earlier one picked
     * @param path where its resources begin; for people
     * @param config the address, the limits and the TLS identity; those of the newest door hold for
     *     connections that come after it
     * @param routes what answers, at first
     * @throws IOException when the address is taken or is not this machine's; the message says so
     * @throws IllegalArgumentException when a path is malformed, two routes have one place, or the
     *     socket is there and speaks TLS while this one would not, or the other way round
     */
    public static HttpDoor open(
            String name,
            String path,
            HttpServerConfig config,
            Collection<? extends HttpRoute> routes)
            throws IOException {
        return open(name, path, config, door -> routes);
    }

    /**
     * Opens a door whose routes need it; all of them answer from the moment in which it is open.
     *
     * @param routes what answers, at first; asked once, before this call returns, with the door,
     *     whose {@link HttpDoor#address} and {@link HttpDoor#memory} are known by then. It must not
     *     open or close doors
     * @throws IOException as {@link #open(String, String, HttpServerConfig, Collection)}
     * @throws IllegalArgumentException as there
     */
    public static HttpDoor open(
            String name,
            String path,
            HttpServerConfig config,
            Function<HttpDoor, ? extends Collection<? extends HttpRoute>> routes)
            throws IOException {
        return SharedDoors.open(name, path, config, routes);
    }

    /** The doors that are open now, in the order in which they were opened. */
    public static List<Listening> listening() {
        return SharedDoors.listening();
    }
}
