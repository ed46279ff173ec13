package io.patchbay.net.socket;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.internal.NettyStreamServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** A socket that accepts streams, over TCP or TLS, all of them on one loop. */
@ProviderType
public interface StreamServer extends AutoCloseable {

    /**
     * Listens, with TLS when {@code settings} have an identity. Waits for the loop, so neither on
     * it nor on another.
     *
     * @param loop one of {@link io.patchbay.net.EventLoops}; everything happens there
     * @param local port 0 picks a free one
     * @throws java.net.BindException when the port is taken, or the address not this machine's
     * @throws IllegalArgumentException for another loop
     */
    static StreamServer open(
            SerialLoop loop, InetSocketAddress local, StreamSettings settings, Acceptor acceptor)
            throws IOException {
        return NettyStreamServer.open(loop, local, settings, acceptor);
    }

    /** Where it listens. */
    InetSocketAddress address();

    /**
     * What holds for connections that come from now on, such as another certificate. From any
     * thread.
     */
    void settings(StreamSettings settings);

    /** Connections that are open. */
    int connections();

    /** Closes the socket and all connections. From any thread; closing twice does nothing. */
    @Override
    void close();

    /** Decides on connections, on the loop. */
    @FunctionalInterface
    @ConsumerType
    interface Acceptor {

        /** Who listens to a connection from there; null closes it at once. */
        StreamConnection.@Nullable Listener onConnection(InetSocketAddress from);
    }
}
