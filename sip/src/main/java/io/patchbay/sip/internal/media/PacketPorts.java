package io.patchbay.sip.internal.media;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** What carries the packets of one call: a port for sound and one for RTCP. On the loop. */
interface PacketPorts {

    int port();

    int controlPort();

    /** Sends a packet of sound, or of RTCP where it shares the port. */
    void send(ByteBuffer packet, InetSocketAddress to);

    /** Sends a packet of RTCP from its own port. */
    void sendControl(ByteBuffer packet, InetSocketAddress to);

    void close();

    /** Takes what comes. */
    interface Receiver {
        void onPacket(ByteBuffer packet, InetSocketAddress from);

        void onControlPacket(ByteBuffer packet, InetSocketAddress from);
    }
}
