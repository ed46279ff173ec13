package io.patchbay.net.socket;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.internal.NettyStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** A stream of bytes both ways, over TCP or TLS, on somebody's loop. */
@ProviderType
public interface StreamConnection {

    /**
     * Connects, with TLS when {@code settings} say whom to trust.
     *
     * @param loop one of {@link io.patchbay.net.EventLoops}; everything happens there
     * @param to resolved
     * @param host whom the certificate must name, and what is asked for by SNI
     * @param listener told first {@link Listener#onOpen}, or {@link Listener#onClosed} alone
     * @throws IllegalArgumentException for another loop, or an address that is not resolved
     */
    static void connect(
            SerialLoop loop,
            InetSocketAddress to,
            String host,
            StreamSettings settings,
            Listener listener) {
        NettyStream.connect(loop, to, host, settings, listener);
    }

    /** The far end. */
    InetSocketAddress remoteAddress();

    /** This end. */
    InetSocketAddress localAddress();

    /** Whether it is encrypted. */
    boolean secure();

    /**
     * Sends bytes, which are copied. On the loop. When more than {@link
     * StreamSettings#maxPendingBytes} wait because the far end does not read, it is closed.
     *
     * @return false when it is closed, before or by this
     */
    boolean send(ByteBuffer data);

    /** Sends what was handed over and closes. From any thread; closing twice does nothing. */
    void close();

    /** Hears of a connection, on the loop. What is thrown here is logged and closes it. */
    @ConsumerType
    interface Listener {

        /** It stands, with its TLS handshake done. */
        void onOpen(StreamConnection connection);

        /**
         * Bytes have come.
         *
         * @param data from its position to its limit, valid during the call
         */
        void onData(StreamConnection connection, ByteBuffer data);

        /**
         * It is closed, or never came about. The last call, exactly once.
         *
         * @param reason one line, or null when either side just closed it
         */
        void onClosed(@Nullable String reason);
    }
}
