package io.patchbay.bench.internal.floor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The sound of one call: a socket, packets of G.711 that somebody made beforehand, and the times at
 * which packets arrive. One thread sends, another one receives.
 */
final class BareLine implements AutoCloseable {

    private static final int HEADER = 12;
    private static final int SAMPLES = 160;
    private static final int SAMPLES_A_MILLI = 8;
    private static final int MOST = 1 << 14;

    private final DatagramChannel socket;
    private final ByteBuffer out = ByteBuffer.allocateDirect(HEADER + SAMPLES);
    private final ByteBuffer in = ByteBuffer.allocateDirect(2_048);
    private volatile @Nullable SocketAddress far;
    private int sent;
    private double[] offsets = new double[256];
    private int count;
    private long begun;
    private short first;
    private int newest;
    private int firstStamp;

    BareLine() throws IOException {
        socket = DatagramChannel.open();
        socket.configureBlocking(false);
        socket.bind(new InetSocketAddress(BareSip.HOST, 0));
    }

    DatagramChannel socket() {
        return socket;
    }

    int port() {
        return socket.socket().getLocalPort();
    }

    void leadsTo(int port) {
        far = new InetSocketAddress(BareSip.HOST, port);
    }

    /** Sends the next of these, in turn. */
    void send(byte[][] frames) throws IOException {
        SocketAddress to = far;
        if (to == null || !socket.isOpen()) {
            return;
        }
        out.clear();
        out.put((byte) 0x80).put((byte) 0).putShort((short) sent);
        out.putInt(sent * SAMPLES).putInt(System.identityHashCode(this));
        out.put(frames[sent % frames.length]).flip();
        sent++;
        socket.send(out, to);
    }

    /** Takes one packet; its sound, valid until the next, or null when there is none. */
    synchronized @Nullable ByteBuffer receive() throws IOException {
        in.clear();
        if (socket.receive(in) == null) {
            return null;
        }
        in.flip();
        if (in.remaining() > HEADER) {
            arrived(in.getShort(2), in.getInt(4), System.nanoTime());
        }
        return in.position(Math.min(HEADER, in.limit()));
    }

    private void arrived(short sequence, int stamp, long now) {
        if (count == 0) {
            begun = now;
            first = sequence;
            newest = 0;
            firstStamp = stamp;
        }
        newest = Math.max(newest, newest + (short) (sequence - first - newest));
        if (count == offsets.length && count < MOST) {
            offsets = Arrays.copyOf(offsets, 2 * count);
        }
        if (count < offsets.length) {
            // it says itself where it belongs, also behind a pause
            offsets[count++] =
                    (now - begun) / 1e6 - (stamp - firstStamp) / (double) SAMPLES_A_MILLI;
        }
    }

    /** What came since this was last asked. */
    synchronized Came take() {
        double[] errors = Arrays.copyOf(offsets, count);
        Arrays.sort(errors);
        double middle = count == 0 ? 0 : errors[count / 2];
        for (int i = 0; i < count; i++) {
            errors[i] = Math.abs(errors[i] - middle);
        }
        int missing = count == 0 ? 0 : Math.max(0, newest + 1 - count);
        count = 0;
        return new Came(errors, missing);
    }

    /**
     * What came.
     *
     * @param errors how far each packet was from where it belongs, in milliseconds, as the middle
     *     one is right
     * @param missing so many in between did not come
     */
    record Came(double[] errors, int missing) {}

    @Override
    public void close() throws IOException {
        far = null;
        socket.close();
    }
}
