package io.patchbay.sip.internal.signal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.socket.StreamConnection;
import io.patchbay.net.socket.StreamServer;
import io.patchbay.net.socket.StreamSettings;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipSettings.Carrier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Connections of one door over TCP or TLS, accepted and made. On the door's loop. */
final class Streams {

    /** Accepted connections at once. */
    static final int MOST_CONNECTIONS = 2_000;

    /** Connections that we make, at once. */
    static final int MOST_MADE = 1_000;

    /** Bytes that wait for a connection to be made. */
    private static final int MOST_WAITING = 256 * 1_024;

    /** A call of an hour may have nothing to say in between. */
    static final Duration LONGEST_SILENCE = Duration.ofHours(2);

    private static final byte[] PONG = {'\r', '\n'};

    private final SerialLoop loop;
    private final Carrier carrier;
    private StreamSettings settings;
    private final Patience patience;
    private final Receiver receiver;
    private final Map<Hop, Line> lines = new HashMap<>();
    private final Map<InetAddress, Integer> accepted = new HashMap<>();
    private volatile @Nullable StreamServer server;
    private int made;
    private boolean closed;

    /**
     * What far ends may do.
     *
     * @param first time until a connection has said something
     * @param slowest time that a message may take once it has begun
     * @param ofOneSource accepted connections of one address at once
     */
    record Patience(Duration first, Duration slowest, int ofOneSource) {
        static final Patience USUAL =
                new Patience(Duration.ofMinutes(1), Duration.ofSeconds(30), 500);
    }

    /** Who takes what comes. */
    interface Receiver {

        /** Whether a connection from there is taken. */
        boolean allows(InetAddress source);

        /** Whether this source may send another message. */
        boolean admits(InetAddress source);

        void received(Parsed parsed, Hop from);
    }

    Streams(
            SerialLoop loop,
            Carrier carrier,
            SipSettings settings,
            Patience patience,
            Receiver receiver) {
        this.patience = patience;
        this.loop = loop;
        this.carrier = carrier;
        this.receiver = receiver;
        this.settings = bounds(settings);
    }

    private StreamSettings bounds(SipSettings by) {
        StreamSettings.Builder bounds =
                StreamSettings.builder().maxConnections(MOST_CONNECTIONS).idle(LONGEST_SILENCE);
        if (carrier == Carrier.TLS) {
            bounds.identity(by.tls().orElse(null)).trust(by.trust());
        }
        return bounds.build();
    }

    /** Connections from now on are made and taken with these certificates. */
    void certify(SipSettings by) {
        StreamServer listening = server;
        // whoever has none does not take TLS: those of before stay, never none
        if (listening != null && by.tls().isPresent()) {
            settings = bounds(by);
            listening.settings(settings);
        }
    }

    /** Listens; not on the loop. */
    void listen(InetSocketAddress local) throws IOException {
        server = StreamServer.open(loop, local, settings, this::accept);
    }

    /** Where it listens, or null. */
    @Nullable InetSocketAddress address() {
        StreamServer listening = server;
        return listening == null ? null : listening.address();
    }

    private StreamConnection.@Nullable Listener accept(InetSocketAddress from) {
        InetAddress source = from.getAddress();
        int already = accepted.getOrDefault(source, 0);
        if (closed || already >= patience.ofOneSource() || !receiver.allows(source)) {
            return null;
        }
        accepted.put(source, already + 1);
        return new Line(new Hop(carrier, from, source.getHostAddress()), true);
    }

    /** Sends on the connection to {@code to}, or makes one. */
    void send(byte[] message, Hop to, Consumer<String> failed) {
        Line line = lines.get(to);
        if (line == null) {
            if (closed || made >= MOST_MADE) {
                failed.accept(closed ? "the door was closed" : "too many connections");
                return;
            }
            made++;
            line = new Line(to, false);
            lines.put(to, line);
            StreamConnection.connect(loop, to.address(), to.host(), settings, line);
        }
        line.send(message, failed);
    }

    /** Sends on the connection that {@code to} is; false when there is none any more. */
    boolean answer(byte[] message, Hop to) {
        Line line = lines.get(to);
        if (line == null) {
            return false;
        }
        line.send(message, reason -> {});
        return true;
    }

    /** Gives the address back; not for those that have connections. */
    void stopListening() {
        StreamServer listening = server;
        server = null;
        if (listening != null) {
            listening.close();
        }
    }

    /** How many connections there are. */
    int size() {
        return lines.size();
    }

    /** Closes the socket and all connections. */
    void close() {
        stopListening();
        try {
            loop.execute(
                    () -> {
                        closed = true;
                        List.copyOf(lines.values()).forEach(Line::close);
                    });
        } catch (RejectedExecutionException e) {
            closed = true; // the loop has ended, and its connections with it
        }
    }

    private record Waiting(byte[] message, Consumer<String> failed) {}

    /** One connection. */
    private final class Line implements StreamConnection.Listener {
        private final Hop hop;
        private final boolean incoming;
        private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
        private final StreamFramer framer = new StreamFramer(this::message, this::ping);
        private @Nullable StreamConnection connection;
        private SerialLoop.@Nullable Timer slow;
        private int waitingBytes;

        Line(Hop hop, boolean incoming) {
            this.hop = hop;
            this.incoming = incoming;
        }

        void send(byte[] message, Consumer<String> failed) {
            StreamConnection open = connection;
            if (open == null) {
                if (waitingBytes + message.length > MOST_WAITING) {
                    failed.accept("too much waits for the connection");
                    return;
                }
                waitingBytes += message.length;
                waiting.add(new Waiting(message, failed));
            } else if (!open.send(ByteBuffer.wrap(message))) {
                failed.accept("the connection is closed");
            }
        }

        @Override
        public void onOpen(StreamConnection opened) {
            connection = opened;
            if (incoming) {
                lines.put(hop, this);
                slow = loop.schedule(opened::close, patience.first());
            }
            for (Waiting one = waiting.poll(); one != null; one = waiting.poll()) {
                send(one.message(), one.failed());
            }
            waitingBytes = 0;
        }

        @Override
        public void onData(StreamConnection from, ByteBuffer data) {
            if (!framer.read(data)) {
                stopTimer();
                from.close();
            } else if (slow == null && framer.isWithin()) {
                slow = loop.schedule(from::close, patience.slowest());
            }
        }

        private void message(Parsed parsed) {
            stopTimer();
            if (receiver.admits(hop.address().getAddress())) {
                receiver.received(parsed, hop);
            }
        }

        private void ping() {
            StreamConnection open = connection;
            if (open != null) {
                open.send(ByteBuffer.wrap(PONG));
            }
        }

        private void stopTimer() {
            if (slow != null) {
                slow.cancel();
                slow = null;
            }
        }

        @Override
        public void onClosed(@Nullable String reason) {
            stopTimer();
            connection = null;
            lines.remove(hop, this);
            if (incoming) {
                accepted.computeIfPresent(
                        hop.address().getAddress(), (source, n) -> n > 1 ? n - 1 : null);
            } else {
                made--;
            }
            String why = reason == null ? "the connection was closed" : reason;
            for (Waiting one = waiting.poll(); one != null; one = waiting.poll()) {
                one.failed().accept(why);
            }
        }

        void close() {
            StreamConnection open = connection;
            if (open != null) {
                open.close();
            }
        }
    }
}
