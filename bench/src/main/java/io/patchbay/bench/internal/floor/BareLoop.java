package io.patchbay.bench.internal.floor;

import io.patchbay.audio.G711;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/** Codes 20 ms, sends it in a packet, receives and decodes it: nothing waits for anything. */
public final class BareLoop implements AutoCloseable {

    private static final int HEADER = 12;
    private static final int LONGEST = 2_048;

    private final Consumer<ByteBuffer> ear;
    private final DatagramSocket in = new DatagramSocket(new InetSocketAddress(BareSip.HOST, 0));
    private final DatagramSocket out = new DatagramSocket(new InetSocketAddress(BareSip.HOST, 0));
    private final ByteBuffer packet = ByteBuffer.allocate(LONGEST);
    private final Thread receiver = new Thread(this::receive, "bench-bare-loop");

    /** Begins; {@code ear} hears what comes, on a thread of its own. */
    public BareLoop(Consumer<ByteBuffer> ear) throws IOException {
        this.ear = ear;
        receiver.start();
    }

    /** Sends PCM16. On one thread. */
    public void send(ByteBuffer pcm) {
        packet.clear().position(HEADER);
        G711.MU_LAW.encode(pcm, packet);
        try {
            out.send(
                    new DatagramPacket(
                            packet.array(), packet.position(), in.getLocalSocketAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void receive() {
        byte[] bytes = new byte[LONGEST];
        DatagramPacket came = new DatagramPacket(bytes, bytes.length);
        ByteBuffer pcm = ByteBuffer.allocate(2 * LONGEST).order(ByteOrder.LITTLE_ENDIAN);
        try {
            while (true) {
                came.setLength(bytes.length);
                in.receive(came);
                pcm.clear();
                G711.MU_LAW.decode(ByteBuffer.wrap(bytes, HEADER, came.getLength() - HEADER), pcm);
                ear.accept(pcm.flip());
            }
        } catch (SocketException e) {
            // it was closed
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        in.close();
        out.close();
        try {
            receiver.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
