package io.patchbay.tck.rtc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A bad network between two real peers on this machine: packets get lost, come late and out of
 * order, or not at all. The offer goes from peer to peer as it is and has no candidates; the answer
 * goes {@link #through} the relay, so that the offering side knows of no other way.
 *
 * <pre>{@code
 * try (RtcRelay relay = RtcRelay.open().lose(0.1).delay(Duration.ZERO, Duration.ofMillis(100))) {
 *     caller.accept(relay.through(answer));
 * }
 * }</pre>
 *
 * <p>It listens on the address that the answering peer named, on a port of its own, with one
 * thread. From any thread.
 */
public final class RtcRelay implements AutoCloseable {

    private static final Pattern CANDIDATE =
            Pattern.compile(
                    "a=candidate:(\\S+) 1 udp (\\d+) ([0-9.]+) (\\d+) typ host[^\r\n]*",
                    Pattern.CASE_INSENSITIVE);
    private static final int MAX_PACKET = 2_048;

    /** More packets than these on their way are dropped: a network has no more room either. */
    private static final int MAX_WAITING = 10_000;

    private final Selector selector;
    private final Thread thread;
    private final Random random = new Random(47);
    private final PriorityQueue<Packet> waiting = new PriorityQueue<>();
    private final Map<SocketAddress, DatagramChannel> towards = new HashMap<>();
    private final Object lock = new Object();
    private @Nullable DatagramChannel front;
    private @Nullable InetSocketAddress back;
    private double loss;
    private Duration least = Duration.ZERO;
    private Duration jitter = Duration.ZERO;
    private long swallow;
    private long forwarded;
    private long lost;
    private long order;
    private volatile boolean closed;

    /** A packet on its way. */
    private record Packet(
            long due, long order, byte[] bytes, DatagramChannel from, SocketAddress to)
            implements Comparable<Packet> {

        @Override
        public int compareTo(Packet other) {
            int byTime = Long.signum(due - other.due);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private RtcRelay() throws IOException {
        selector = Selector.open();
        thread = new Thread(this::run, "rtc-relay");
        thread.setDaemon(true);
    }

    /** A relay that harms nothing yet. */
    public static RtcRelay open() {
        try {
            return new RtcRelay();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** This share of all packets gets lost, 0 to 1, both ways. */
    public RtcRelay lose(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is 0 to 1, not " + share);
        }
        synchronized (lock) {
            loss = share;
        }
        return this;
    }

    /** Every packet takes {@code atLeast}, and up to {@code spread} more: some overtake others. */
    public RtcRelay delay(Duration atLeast, Duration spread) {
        synchronized (lock) {
            least = atLeast;
            jitter = spread;
        }
        return this;
    }

    /**
     * The next packets get lost, all of them: 100 are about one second of a call with sound both
     * ways. {@link Long#MAX_VALUE} for good, 0 for no longer.
     */
    public RtcRelay swallow(long packets) {
        synchronized (lock) {
            swallow = packets;
        }
        return this;
    }

    /** How many packets have arrived. */
    public long forwarded() {
        synchronized (lock) {
            return forwarded;
        }
    }

    /** How many packets got lost. */
    public long lost() {
        synchronized (lock) {
            return lost;
        }
    }

    /**
     * The answer with this relay as the only way to its peer. Once per relay.
     *
     * @throws IllegalArgumentException when it has no UDP candidate of IPv4
     * @throws IllegalStateException for a second description
     */
    public String through(String answer) {
        Matcher found = CANDIDATE.matcher(answer);
        if (!found.find()) {
            throw new IllegalArgumentException("there is no UDP candidate of IPv4 in the answer");
        }
        String address = found.group(3);
        int port = listen(address, Integer.parseInt(found.group(4)));
        StringBuilder rewritten = new StringBuilder();
        boolean first = true;
        for (String line : answer.split("\r?\n")) {
            if (!line.startsWith("a=candidate:")) {
                rewritten.append(line).append("\r\n");
            } else if (first) {
                first = false;
                rewritten.append(
                        "a=candidate:1 1 udp %s %s %d typ host generation 0\r\n"
                                .formatted(found.group(2), address, port));
            }
        }
        return rewritten.toString();
    }

    private int listen(String address, int port) {
        try {
            synchronized (lock) {
                if (front != null) {
                    throw new IllegalStateException("this relay has a peer already; open another");
                }
                back = new InetSocketAddress(address, port);
                DatagramChannel made = channel(address);
                front = made;
                thread.start();
                return ((InetSocketAddress) made.getLocalAddress()).getPort();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DatagramChannel channel(String address) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.bind(new InetSocketAddress(address, 0));
        channel.configureBlocking(false);
        selector.wakeup();
        channel.register(selector, SelectionKey.OP_READ);
        return channel;
    }

    private void run() {
        ByteBuffer packet = ByteBuffer.allocate(MAX_PACKET);
        try {
            while (!closed) {
                synchronized (lock) {
                    sendDue();
                }
                selector.select(untilNext());
                synchronized (lock) {
                    for (SelectionKey key : selector.selectedKeys()) {
                        receive((DatagramChannel) key.channel(), packet);
                    }
                    selector.selectedKeys().clear();
                }
            }
        } catch (IOException | java.nio.channels.ClosedSelectorException e) {
            if (!closed) {
                throw new IllegalStateException("the relay broke", e);
            }
        }
    }

    private long untilNext() {
        synchronized (lock) {
            Packet next = waiting.peek();
            return next == null ? 0 : Math.max(1, (next.due() - System.nanoTime()) / 1_000_000);
        }
    }

    private void receive(DatagramChannel channel, ByteBuffer packet) throws IOException {
        for (SocketAddress from = channel.receive(packet.clear());
                from != null;
                from = channel.receive(packet.clear())) {
            byte[] bytes = new byte[packet.flip().remaining()];
            packet.get(bytes);
            take(channel, from, bytes);
        }
    }

    private void take(DatagramChannel channel, SocketAddress from, byte[] bytes)
            throws IOException {
        if (swallow > 0 || random.nextDouble() < loss || waiting.size() >= MAX_WAITING) {
            swallow -= swallow > 0 && swallow < Long.MAX_VALUE ? 1 : 0;
            lost++;
            return;
        }
        InetSocketAddress answering = back;
        DatagramChannel offering = front;
        if (answering == null || offering == null) {
            return;
        }
        if (channel == offering) {
            // each address of the offering peer gets a socket of its own, as behind a router
            DatagramChannel own = towards.get(from);
            if (own == null) {
                own = channel(answering.getHostString());
                own.keyFor(selector).attach(from);
                towards.put(from, own);
            }
            put(bytes, own, answering);
        } else {
            put(bytes, offering, (SocketAddress) channel.keyFor(selector).attachment());
        }
    }

    private void put(byte[] bytes, DatagramChannel from, SocketAddress to) {
        long late = least.toNanos() + (long) (random.nextDouble() * jitter.toNanos());
        waiting.add(new Packet(System.nanoTime() + late, order++, bytes, from, to));
    }

    private void sendDue() throws IOException {
        long now = System.nanoTime();
        for (Packet next = waiting.peek();
                next != null && next.due() - now <= 0;
                next = waiting.peek()) {
            waiting.remove();
            next.from().send(ByteBuffer.wrap(next.bytes()), next.to());
            forwarded++;
        }
    }

    /** Ends it; packets on their way are lost. */
    @Override
    public void close() {
        closed = true;
        try {
            synchronized (lock) {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
