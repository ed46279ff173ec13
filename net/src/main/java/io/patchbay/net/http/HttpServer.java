package io.patchbay.net.http;

import io.patchbay.net.EventLoops;
import io.patchbay.net.internal.NettyHttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import org.osgi.annotation.versioning.ProviderType;

/** A listening HTTP/1.1 server whose routes come and go. All methods from any thread. */
@ProviderType
public interface HttpServer extends AutoCloseable {

    /**
     * Binds and serves. Blocks until bound, so not for an event loop.
     *
     * @param loops serve the connections; not closed with the server
     * @throws IOException when the address is taken or is not this machine's; the message says so
     * @throws IllegalArgumentException when a route's path is malformed or two routes are equal in
     *     method and path
     */
    static HttpServer start(
            HttpServerConfig config, EventLoops loops, Collection<? extends HttpRoute> routes)
            throws IOException {
        return NettyHttpServer.start(config, loops, routes);
    }

    /** The port that was bound. */
    int port();

    /** The address that was bound. */
    InetSocketAddress address();

    /** Connections that are open now. */
    int connections();

    /**
     * Adds a route to the running server.
     *
     * @throws IllegalArgumentException when its path is malformed, or method and path are taken
     */
    void add(HttpRoute route);

    /**
     * Takes a route out; what it answers at the moment ends undisturbed. False when it was not
     * there.
     */
    boolean remove(HttpRoute route);

    /**
     * Stops listening, closes idle connections, WebSockets with 1001, waits for running exchanges
     * up to the configured time, and then closes what is left. Blocks that long, unless called on
     * an event loop. Closing twice does nothing.
     */
    @Override
    void close();
}
