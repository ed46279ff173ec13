package io.patchbay.net.socket;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.internal.NettyUdpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A bound socket for datagrams on somebody's loop. What goes wrong with a single datagram is
 * counted, never thrown: a far end that has gone must not end the socket.
 */
@ProviderType
public interface UdpSocket extends AutoCloseable {

    /** What a datagram can carry at most, over IPv4. */
    int MOST_BYTES = 65_507;

    /** Opens one that takes datagrams of up to {@link #MOST_BYTES}. */
    static UdpSocket open(SerialLoop loop, InetSocketAddress local, Receiver receiver)
            throws IOException {
        return open(loop, local, MOST_BYTES, receiver);
    }

    /**
     * Opens one. On {@code loop} it is bound at once; called elsewhere it waits for the loop, so
     * that must not be another loop.
     *
     * @param loop where the receiver is called. When it comes from {@link
     *     io.patchbay.net.EventLoops#next()} the socket is registered on that very thread; with any
     *     other loop each datagram is copied and handed over, at most {@value
     *     NettyUdpSocket#MOST_HANDED_OVER} at a time
     * @param local port 0 picks a free one; the family of the address is that of the socket
     * @param maxBytes longer datagrams are dropped and counted
     * @throws java.net.BindException when the port is taken, or the address not this machine's
     */
    static UdpSocket open(SerialLoop loop, InetSocketAddress local, int maxBytes, Receiver receiver)
            throws IOException {
        return NettyUdpSocket.open(loop, local, maxBytes, receiver);
    }

    /** Where it is bound. */
    InetSocketAddress address();

    /**
     * Sends one datagram; its bytes are copied and the position of {@code data} moves to its limit.
     * On the loop.
     *
     * @param to resolved, of the family of the socket
     * @return false when the operating system takes no more for now: the datagram is dropped
     */
    boolean send(ByteBuffer data, InetSocketAddress to);

    /** Datagrams that were dropped: too long, not taken by the system, or too many. */
    long dropped();

    /** Errors of single datagrams, such as a port that nobody listens on. */
    long errors();

    /**
     * Closes it. From any thread; what comes after is not received, and its port is free after the
     * loop's next turn. Closing twice does nothing.
     */
    @Override
    void close();

    /** Takes datagrams, on the loop. */
    @FunctionalInterface
    @ConsumerType
    interface Receiver {

        /**
         * A datagram has come. Whatever is thrown here is logged and does not end the socket.
         *
         * @param data from its position to its limit, valid during the call
         * @param from who sent it, or says so
         */
        void onDatagram(ByteBuffer data, InetSocketAddress from);
    }
}
