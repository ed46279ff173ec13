package io.patchbay.net.http;

import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentMap;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One plug's share of a listening socket that outlives it. All methods from any thread.
 *
 * @see HttpDoors
 */
@ProviderType
public interface HttpDoor extends AutoCloseable {

    /** The address that was bound. */
    InetSocketAddress address();

    /** Whether the socket speaks TLS. */
    boolean secure();

    /**
     * Adds a route; where another door's stands, this one answers from now on.
     *
     * @throws IllegalArgumentException when its path is malformed, or this door has one there
     */
    void add(HttpRoute route);

    /** Takes a route out; false when it was not there. */
    boolean remove(HttpRoute route);

    /**
     * What plugs of this door's name leave to their successors: text, so that nothing of a bundle
     * is kept alive by it. It is the same map for all of them, and ends with the socket. Whoever
     * writes bounds it.
     */
    ConcurrentMap<String, String> memory();

    /**
     * Takes this door's routes away. What they answer at the moment ends undisturbed, WebSocket
     * connections stand. Closing twice does nothing; never blocks.
     */
    @Override
    void close();
}
