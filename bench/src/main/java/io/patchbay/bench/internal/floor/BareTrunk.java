package io.patchbay.bench.internal.floor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A telephone exchange and nothing else: answers and places calls, says the same to all of them
 * each 20 ms, and writes down when their packets arrive. One thread receives, one speaks.
 *
 * <p>A datagram {@code take} is answered with what {@link #take} finds, {@code call URI} places a
 * call.
 */
public final class BareTrunk implements AutoCloseable {

    private static final long EVERY_NANOS = 20_000_000;

    /**
     * What was heard.
     *
     * @param packets so many
     * @param missing so many in between did not come
     * @param middle how far one is from where it belongs, in milliseconds, at p50
     * @param late the same at p99
     */
    public record Heard(long packets, long missing, double middle, double late) {

        /** As it was sent. */
        public static Heard parse(String text) {
            String[] parts = text.strip().split(" ", -1);
            return new Heard(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    Double.parseDouble(parts[2]),
                    Double.parseDouble(parts[3]));
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%d %d %.4f %.4f", packets, missing, middle, late);
        }
    }

    private final byte[][] frames;
    private final Selector selector;
    private final DatagramChannel signalling;
    private final Map<String, BareLine> lines = new ConcurrentHashMap<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(BareSip.LONGEST);
    private final Thread receiver = new Thread(this::receive, "bench-bare-trunk");
    private final Thread speaker = new Thread(this::speak, "bench-bare-speaker");
    private volatile boolean over;
    private int placed;

    /**
     * Listens.
     *
     * @param port 0 picks a free one
     * @param frames what is said, 20 ms of G.711 each, in turn
     */
    public BareTrunk(int port, byte[][] frames) throws IOException {
        this.frames = frames.clone();
        this.selector = Selector.open();
        this.signalling = DatagramChannel.open();
        signalling.configureBlocking(false);
        signalling.setOption(java.net.StandardSocketOptions.SO_RCVBUF, 1 << 22);
        signalling.bind(new InetSocketAddress(BareSip.HOST, port));
        signalling.register(selector, SelectionKey.OP_READ);
        receiver.start();
        speaker.start();
    }

    /** Where it is called. */
    public int port() {
        return signalling.socket().getLocalPort();
    }

    /** Calls that are up. */
    public int calls() {
        return lines.size();
    }

    /** What was heard of all calls since this was last asked. */
    public Heard take() {
        List<BareLine.Came> all = lines.values().stream().map(BareLine::take).toList();
        long missing = all.stream().mapToLong(BareLine.Came::missing).sum();
        double[] errors =
                all.stream().flatMapToDouble(one -> Arrays.stream(one.errors())).sorted().toArray();
        return errors.length == 0
                ? new Heard(0, missing, 0, 0)
                : new Heard(
                        errors.length,
                        missing,
                        errors[errors.length / 2],
                        errors[(int) (errors.length * 0.99)]);
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
        try {
            if (key.attachment() instanceof BareLine line) {
                ByteBuffer sound = line.receive();
                while (sound != null) {
                    sound = line.receive();
                }
                return;
            }
            in.clear();
            for (SocketAddress from = signalling.receive(in);
                    from != null;
                    from = signalling.receive(in)) {
                String message = BareSip.text(in.flip());
                hears(message, from);
                in.clear();
            }
        } catch (ClosedChannelException | CancelledKeyException e) {
            // the call is over
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void hears(String message, SocketAddress from) throws IOException {
        String id = BareSip.field(message, "Call-ID");
        switch (message.split(" ", 2)[0].strip()) {
            case "INVITE" -> {
                if (!lines.containsKey(id)) {
                    BareLine line = open(id);
                    line.leadsTo(BareSip.soundPort(message));
                    send(BareSip.answer(message, "100 Trying", "", port(), ""), from);
                    send(BareSip.answer(message, "180 Ringing", id, port(), ""), from);
                    String sound = BareSip.sound(line.port());
                    send(BareSip.answer(message, "200 OK", id, port(), sound), from);
                }
            }
            case "BYE" -> {
                send(BareSip.answer(message, "200 OK", id, port(), ""), from);
                BareLine line = lines.remove(id);
                if (line != null) {
                    line.close();
                }
            }
            case "SIP/2.0" -> answered(message, id, from);
            case "take" -> send(take().toString(), from);
            case "call" -> place(message.split(" ", 2)[1].strip());
            default -> {
                // a confirmation
            }
        }
    }

    private BareLine open(String id) throws IOException {
        BareLine line = new BareLine();
        lines.put(id, line);
        line.socket().register(selector, SelectionKey.OP_READ, line);
        return line;
    }

    private void place(String uri) throws IOException {
        String id = "trunk" + port() + "-" + placed++;
        BareLine line = open(id);
        String invite = BareSip.request("INVITE", uri, port(), id, "", BareSip.sound(line.port()));
        send(invite, new InetSocketAddress(BareSip.HOST, port(uri)));
    }

    /** The port of an address of this machine. */
    private static int port(String uri) {
        return Integer.parseInt(uri.replaceFirst(".*:(\\d+).*", "$1"));
    }

    private void answered(String message, String id, SocketAddress from) throws IOException {
        int status = BareSip.status(message);
        BareLine line = lines.get(id);
        if (status < 200 || line == null || !BareSip.field(message, "CSeq").endsWith("INVITE")) {
            return;
        }
        if (status < 300) {
            String to = BareSip.contact(message);
            send(BareSip.request("ACK", to, port(), id, BareSip.tag(message), ""), from);
            line.leadsTo(BareSip.soundPort(message));
        } else {
            System.err.println(
                    "trunk: a call is refused: " + message.lines().findFirst().orElse(""));
            lines.remove(id);
            line.close();
        }
    }

    private void send(String message, SocketAddress to) throws IOException {
        signalling.send(BareSip.bytes(message), to);
    }

    private void speak() {
        long next = System.nanoTime();
        while (!over) {
            for (BareLine line : lines.values()) {
                try {
                    line.send(frames);
                } catch (ClosedChannelException e) {
                    // the call is over
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
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
            receiver.join();
            speaker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        selector.close();
        signalling.close();
        for (BareLine line : lines.values()) {
            line.close();
        }
    }
}
