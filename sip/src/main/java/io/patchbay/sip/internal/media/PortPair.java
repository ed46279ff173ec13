package io.patchbay.sip.internal.media;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.socket.UdpSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/** Two UDP sockets on neighbouring ports, the first of them even (RFC 3550 §11). */
final class PortPair implements PacketPorts {

    private static final int MOST_BYTES = 2_048;
    private static final int MOST_TRIES = 64;
    private static final int UNAVAILABLE = 503;

    private final UdpSocket sound;
    private final UdpSocket control;

    private PortPair(UdpSocket sound, UdpSocket control) {
        this.sound = sound;
        this.control = control;
    }

    /**
     * Binds a pair. On the loop.
     *
     * @param min lowest port; 0 for any
     * @throws MediaException 503 when none was found in a bounded number of tries
     */
    static PortPair bind(SerialLoop loop, InetAddress host, int min, int max, Receiver receiver)
            throws MediaException {
        int first = min + (min & 1);
        int pairs = (max - first + 1) / 2;
        if (min > 0 && pairs < 1) {
            throw new MediaException(UNAVAILABLE, "the range of media ports has no pair of them");
        }
        // begins anywhere, so that a port that was just given up is not the next call's
        int from = min == 0 ? 0 : ThreadLocalRandom.current().nextInt(pairs);
        int tries = min == 0 ? MOST_TRIES : Math.min(pairs, MOST_TRIES);
        IOException last = null;
        for (int i = 0; i < tries; i++) {
            int port = min == 0 ? 0 : first + 2 * ((from + i) % pairs);
            UdpSocket sound = null;
            try {
                sound = open(loop, host, port, receiver::onPacket);
                int bound = sound.address().getPort();
                if ((bound & 1) == 0) {
                    UdpSocket control = open(loop, host, bound + 1, receiver::onControlPacket);
                    return new PortPair(sound, control);
                }
            } catch (IOException e) {
                last = e;
            }
            if (sound != null) {
                sound.close();
            }
        }
        MediaException none =
                new MediaException(
                        UNAVAILABLE, "no free pair of ports for sound after " + tries + " tries");
        if (last != null) {
            none.initCause(last);
        }
        throw none;
    }

    private static UdpSocket open(
            SerialLoop loop, InetAddress host, int port, UdpSocket.Receiver receiver)
            throws IOException {
        return UdpSocket.open(loop, new InetSocketAddress(host, port), MOST_BYTES, receiver);
    }

    @Override
    public int port() {
        return sound.address().getPort();
    }

    @Override
    public int controlPort() {
        return control.address().getPort();
    }

    @Override
    public void send(ByteBuffer packet, InetSocketAddress to) {
        sound.send(packet, to);
    }

    @Override
    public void sendControl(ByteBuffer packet, InetSocketAddress to) {
        control.send(packet, to);
    }

    @Override
    public void close() {
        sound.close();
        control.close();
    }
}
