package io.patchbay.sip.internal.media;

import io.patchbay.api.session.SerialLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.NullUnmarked;

/** Carries packets between addresses; a test says which are late or lost. */
@NullUnmarked
final class VirtualNetwork {

    private final SerialLoop loop;
    private final Map<InetSocketAddress, Arrival> open = new HashMap<>();
    private final List<Packet> sent = new ArrayList<>();
    private ToLongFunction<Packet> delays = packet -> 10_000;
    private int port = 20_000;

    /** A packet that was sent. */
    record Packet(
            int number,
            long nanos,
            InetSocketAddress from,
            InetSocketAddress to,
            byte[] bytes,
            boolean control) {

        int type() {
            return bytes[1] & 0x7F;
        }

        boolean marker() {
            return bytes[1] < 0;
        }

        int sequence() {
            return Bytes.getShort(bytes, 2);
        }

        int stamp() {
            return Bytes.getInt(bytes, 4);
        }
    }

    private interface Arrival {
        void take(ByteBuffer data, InetSocketAddress from);
    }

    VirtualNetwork(SerialLoop loop) {
        this.loop = loop;
    }

    /** Microseconds that a packet takes; negative when it is lost. */
    void delays(ToLongFunction<Packet> by) {
        delays = by;
    }

    /** All packets that were sent, in order. */
    List<Packet> sent() {
        return sent;
    }

    /** Packets of sound that were sent to an address. */
    List<Packet> sentTo(InetSocketAddress to) {
        return sent.stream().filter(packet -> packet.to().equals(to)).toList();
    }

    void send(InetSocketAddress from, InetSocketAddress to, byte[] bytes, boolean control) {
        Packet packet = new Packet(sent.size(), loop.nanoTime(), from, to, bytes, control);
        sent.add(packet);
        long delay = delays.applyAsLong(packet);
        if (delay >= 0) {
            loop.schedule(() -> arrive(packet), Duration.ofNanos(delay * 1_000));
        }
    }

    private void arrive(Packet packet) {
        Arrival arrival = open.get(packet.to());
        if (arrival != null) {
            arrival.take(ByteBuffer.wrap(packet.bytes()), packet.from());
        }
    }

    PacketPorts ports(InetAddress host, PacketPorts.Receiver receiver) {
        int first = port;
        port += 2;
        InetSocketAddress sound = new InetSocketAddress(host, first);
        InetSocketAddress control = new InetSocketAddress(host, first + 1);
        open.put(sound, receiver::onPacket);
        open.put(control, receiver::onControlPacket);
        return new PacketPorts() {
            @Override
            public int port() {
                return first;
            }

            @Override
            public int controlPort() {
                return first + 1;
            }

            @Override
            public void send(ByteBuffer packet, InetSocketAddress to) {
                VirtualNetwork.this.send(sound, to, copy(packet), false);
            }

            @Override
            public void sendControl(ByteBuffer packet, InetSocketAddress to) {
                VirtualNetwork.this.send(control, to, copy(packet), true);
            }

            @Override
            public void close() {
                open.remove(sound);
                open.remove(control);
            }
        };
    }

    private static byte[] copy(ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        return bytes;
    }
}
