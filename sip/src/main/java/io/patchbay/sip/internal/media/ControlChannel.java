package io.patchbay.sip.internal.media;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sends and takes RTCP, on its own port or on that of sound. On the loop. */
final class ControlChannel {

    /** Packets a second that are looked at; there are seldom two. */
    private static final int MOST_A_SECOND = 20;

    private final PacketPorts ports;
    private final FarEndAddress farEnd;
    private final OutgoingSound outgoing;
    private final IncomingSound incoming;
    private final Reports reports = new Reports();
    private final byte[] packet = new byte[2_048];
    private final ByteBuffer buffer = ByteBuffer.wrap(packet);
    private @Nullable InetSocketAddress named;
    private @Nullable InetSocketAddress learned;
    private boolean mux;
    private @Nullable SrtpSender encrypt;
    private @Nullable SrtpReceiver decrypt;
    private long second;
    private int inSecond;
    private boolean heard;
    private long lastNanos;
    private volatile long farLost = -1;
    private volatile long roundTrip = -1;

    ControlChannel(
            PacketPorts ports,
            FarEndAddress farEnd,
            OutgoingSound outgoing,
            IncomingSound incoming) {
        this.ports = ports;
        this.farEnd = farEnd;
        this.outgoing = outgoing;
        this.incoming = incoming;
    }

    void become(Agreement agreed, @Nullable SrtpSender sender, @Nullable SrtpReceiver receiver) {
        if (agreed.farControl() != null && !agreed.farControl().equals(named)) {
            named = agreed.farControl();
            learned = null;
        }
        mux = agreed.mux();
        encrypt = sender;
        decrypt = receiver;
    }

    void start(long nanos) {
        reports.start(nanos);
    }

    /** Sends a report when one is due. */
    void tick(long nanos) {
        if (reports.due(nanos)) {
            send(false, nanos);
        }
    }

    /** Says goodbye. */
    void bye(long nanos) {
        send(true, nanos);
    }

    private void send(boolean last, long nanos) {
        InetSocketAddress to = target();
        if (to == null) {
            return;
        }
        int length =
                reports.write(packet, outgoing, incoming.stream(), incoming.clock(), last, nanos);
        SrtpSender sender = encrypt;
        if (sender != null) {
            length = sender.protectControl(packet, length);
        }
        buffer.clear().limit(length);
        if (mux) {
            ports.send(buffer, to);
        } else {
            ports.sendControl(buffer, to);
        }
    }

    private @Nullable InetSocketAddress target() {
        if (mux) {
            return farEnd.target();
        }
        if (learned != null) {
            return learned;
        }
        InetSocketAddress to = named;
        return to != null && farEnd.allows(to.getAddress()) ? to : null;
    }

    /** Takes a packet; false when it is refused. */
    boolean take(ByteBuffer data, InetSocketAddress from, long nanos) {
        int length = data.remaining();
        if (length > packet.length
                || !farEnd.possible(from, decrypt != null, nanos)
                        && !isNamedHost(from)
                        && !isBelievedHost(from)) {
            return false;
        }
        if (nanos - second >= 1_000_000_000L) {
            second = nanos;
            inSecond = 0;
        }
        if (++inSecond > MOST_A_SECOND) {
            return false;
        }
        data.get(packet, 0, length);
        SrtpReceiver receiver = decrypt;
        if (receiver != null) {
            length = receiver.unprotectControl(packet, length);
        }
        if (length < 0 || !reports.read(packet, length, outgoing.ssrc(), nanos)) {
            return false;
        }
        heard = true;
        lastNanos = nanos;
        if (!mux && (receiver != null || !from.equals(named) && isBelievedHost(from))) {
            learned = from;
        }
        farLost = reports.farLost();
        roundTrip = reports.roundTripMicros();
        return true;
    }

    private boolean isNamedHost(InetSocketAddress from) {
        InetSocketAddress to = named;
        return to != null && to.getAddress().equals(from.getAddress());
    }

    private boolean isBelievedHost(InetSocketAddress from) {
        InetSocketAddress to = farEnd.believed();
        return to != null && to.getAddress().equals(from.getAddress());
    }

    /** When the last report came; the least possible before the first. */
    long lastNanos() {
        return heard ? lastNanos : Long.MIN_VALUE;
    }

    /** As of {@link Reports}; from any thread. */
    long farLost() {
        return farLost;
    }

    /** As of {@link Reports}; from any thread. */
    long roundTripMicros() {
        return roundTrip;
    }
}
