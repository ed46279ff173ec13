package io.patchbay.sip.internal.media;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes packets of sound from the far end, and from nobody else, and makes frames of them. On the
 * loop; once warm it allocates nothing. What it has counted may be read by any thread.
 */
final class IncomingSound {

    /** Packets a second that are looked at: twice those of the shortest packets. */
    private static final int MOST_A_SECOND = 200;

    private static final int BURST = 100;

    private final FarEndAddress farEnd;
    private final Playout playout;
    private final Pressed pressed;
    private final IncomingKeys keys = new IncomingKeys();
    private final IncomingStream stream = new IncomingStream();
    private final RtpHeader header = new RtpHeader();
    private final byte[] packet = new byte[2_048];
    private Map<Integer, Integer> keyTypes = Map.of();
    private long tokens = BURST * 1_000L;
    private long refilled;
    private long lastNanos;
    private boolean heardAny;
    private int clock = Codec.PCMU.clock();
    private @Nullable SrtpReceiver decrypt;
    private volatile long received;
    private volatile long dropped;
    private volatile long lost;
    private volatile long concealed;
    private volatile long jitter;
    private volatile long buffered;

    /** Hears of keys. */
    interface Pressed {
        void accept(char key);
    }

    IncomingSound(FarEndAddress farEnd, Playout playout, Pressed pressed) {
        this.pressed = pressed;
        this.farEnd = farEnd;
        this.playout = playout;
    }

    /** What may come from now on. */
    void become(Agreement agreed, @Nullable SrtpReceiver receiver) {
        decrypt = receiver;
        clock = agreed.codec().clock();
        playout.types(agreed.receiveTypes());
        keyTypes = agreed.keyReceiveTypes();
    }

    /** Takes a packet. */
    void take(ByteBuffer data, InetSocketAddress from, long nanos) {
        int length = data.remaining();
        if (length > packet.length
                || !farEnd.possible(from, decrypt != null, nanos)
                || !allowed(nanos)) {
            dropped++;
            return;
        }
        data.get(packet, 0, length);
        boolean taken =
                header.read(packet, length)
                        && knows(header.type())
                        && decrypted(length)
                        && header.unpad(packet)
                        && farEnd.take(
                                from, header.ssrc(), header.sequence(), decrypt != null, nanos);
        if (taken) {
            enter(nanos);
        } else {
            dropped++;
        }
    }

    private boolean decrypted(int length) {
        SrtpReceiver by = decrypt;
        if (by == null) {
            return true;
        }
        int plain =
                by.unprotect(
                        packet, length, header.headerBytes(), header.sequence(), header.ssrc());
        return plain >= 0 && header.read(packet, plain);
    }

    private boolean knows(int type) {
        return playout.knows(type) || keyTypes.containsKey(type);
    }

    private void enter(long nanos) {
        IncomingStream.Place place = stream.take(header);
        if (place == IncomingStream.Place.STRAY) {
            dropped++;
            return;
        }
        if (place == IncomingStream.Place.NEW) {
            playout.restart();
            keys.reset();
        }
        lastNanos = nanos;
        heardAny = true;
        received++;
        if (keyTypes.containsKey(header.type())) {
            playout.skip(stream.sequence(), stream.stamp());
            int key =
                    keys.take(packet, header.headerBytes(), header.payloadBytes(), header.stamp());
            if (key != IncomingKeys.NONE) {
                pressed.accept((char) key);
            }
            return;
        }
        stream.arrived(nanos / 1_000, playout.clock(header.type()));
        playout.put(
                stream.sequence(),
                stream.stamp(),
                header.type(),
                packet,
                header.headerBytes(),
                header.payloadBytes(),
                nanos);
    }

    /** A far end sends at most 100 packets a second; what is far more is none. */
    private boolean allowed(long nanos) {
        long passed = Math.min(1_000_000_000L, nanos - refilled);
        tokens = Math.min(BURST * 1_000L, tokens + passed / 1_000_000 * MOST_A_SECOND);
        refilled += passed / 1_000_000 * 1_000_000;
        if (nanos - refilled > 1_000_000_000L) {
            refilled = nanos;
        }
        if (tokens < 1_000) {
            return false;
        }
        tokens -= 1_000;
        return true;
    }

    /** The next 20 ms; silence while nothing is to be heard. */
    short[] next(long nanos, boolean hears) {
        short[] frame = playout.next(nanos);
        if (!hears) {
            Arrays.fill(frame, (short) 0);
        }
        lost = stream.lost() + playout.late();
        concealed = playout.concealedMicros();
        jitter = stream.jitterMicros();
        buffered = playout.bufferMicros(nanos);
        return frame;
    }

    IncomingStream stream() {
        return stream;
    }

    /** Ticks of timestamps a second. */
    int clock() {
        return clock;
    }

    /** A packet was refused elsewhere. */
    void refused() {
        dropped++;
    }

    /** When the last packet was taken; the least possible before the first. */
    long lastNanos() {
        return heardAny ? lastNanos : Long.MIN_VALUE;
    }

    long received() {
        return received;
    }

    long dropped() {
        return dropped;
    }

    long lost() {
        return lost;
    }

    long concealedMicros() {
        return concealed;
    }

    long jitterMicros() {
        return jitter;
    }

    long bufferMicros() {
        return buffered;
    }
}
