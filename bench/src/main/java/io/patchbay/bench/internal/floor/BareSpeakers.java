package io.patchbay.bench.internal.floor;

import io.patchbay.audio.G711;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls a {@link BareTrunk}, codes and sends 20 ms to it at the time of each, decodes what comes.
 * One thread sends, one receives. No jitter buffer, no report of quality, no timers.
 */
public final class BareSpeakers implements AutoCloseable {

    private static final long EVERY_NANOS = 20_000_000;
    private static final int SAMPLES = 160;
    private static final int PATIENCE_MILLIS = 10_000;

    /** Hears what a call brings. */
    @FunctionalInterface
    public interface Ear {
        /** 20 ms of PCM16 of this call, valid during the call. */
        void hear(int call, ByteBuffer pcm);
    }

    /** A call with its number. */
    private record Numbered(int number, BareLine line, byte[][] coded) {}

    private final int trunk;
    private final ByteBuffer[] frames;
    private final Ear ear;
    private final Selector selector = Selector.open();
    private final List<Numbered> calls = new CopyOnWriteArrayList<>();
    private final ByteBuffer pcm = ByteBuffer.allocateDirect(4_096).order(ByteOrder.LITTLE_ENDIAN);
    private final DatagramSocket signalling =
            new DatagramSocket(new InetSocketAddress(BareSip.HOST, 0));
    private final Thread receiver = new Thread(this::receive, "bench-bare-receiver");
    private final Thread speaker = new Thread(this::speak, "bench-bare-sender");
    private volatile boolean over;

    /**
     * Begins without calls.
     *
     * @param trunk the port of the trunk
     * @param frames what is said, 20 ms of PCM16 each, in turn
     */
    public BareSpeakers(int trunk, ByteBuffer[] frames, Ear ear) throws IOException {
        this.trunk = trunk;
        this.frames = frames.clone();
        this.ear = ear;
        signalling.setSoTimeout(PATIENCE_MILLIS);
        receiver.start();
        speaker.start();
    }

    /** So many more. */
    public void connect(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            int number = calls.size();
            BareLine line = new BareLine();
            String id = "speaker" + signalling.getLocalPort() + "-" + number;
            String uri = "sip:bench@" + BareSip.HOST + ":" + trunk;
            int port = signalling.getLocalPort();
            send(BareSip.request("INVITE", uri, port, id, "", BareSip.sound(line.port())));
            String answer = receiveAnswer(id);
            line.leadsTo(BareSip.soundPort(answer));
            send(BareSip.request("ACK", uri, port, id, BareSip.tag(answer), ""));
            Numbered call = new Numbered(number, line, new byte[][] {new byte[SAMPLES]});
            line.socket().register(selector, SelectionKey.OP_READ, call);
            selector.wakeup();
            calls.add(call);
        }
    }

    private String receiveAnswer(String id) throws IOException {
        byte[] in = new byte[BareSip.LONGEST];
        while (true) {
            DatagramPacket packet = new DatagramPacket(in, in.length);
            signalling.receive(packet);
            String message = BareSip.text(ByteBuffer.wrap(in, 0, packet.getLength()));
            if (BareSip.status(message) == 200 && BareSip.field(message, "Call-ID").equals(id)) {
                return message;
            }
        }
    }

    private void send(String message) throws IOException {
        byte[] bytes = BareSip.bytes(message).array();
        signalling.send(
                new DatagramPacket(
                        bytes, bytes.length, new InetSocketAddress(BareSip.HOST, trunk)));
    }

    private void receive() {
        while (!over) {
            try {
                selector.select(this::ready);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void ready(SelectionKey key) {
        Numbered call = (Numbered) key.attachment();
        try {
            ByteBuffer codes = call.line().receive();
            while (codes != null) {
                pcm.clear();
                G711.MU_LAW.decode(codes, pcm);
                ear.hear(call.number(), pcm.flip());
                codes = call.line().receive();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void speak() {
        long next = System.nanoTime();
        int at = 0;
        while (!over) {
            for (Numbered call : calls) {
                G711.MU_LAW.encode(
                        frames[at % frames.length].duplicate(), ByteBuffer.wrap(call.coded()[0]));
                try {
                    call.line().send(call.coded());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            at++;
            next += EVERY_NANOS;
            for (long wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
        }
    }

    /** Drops all calls without a word. */
    @Override
    public void close() throws IOException {
        over = true;
        selector.wakeup();
        try {
            speaker.join();
            receiver.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        selector.close();
        signalling.close();
        for (Numbered call : calls) {
            call.line().close();
        }
    }
}
