package io.patchbay.bench.internal.client;

import io.netty.buffer.ByteBuf;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.bench.internal.floor.BareSender;
import io.patchbay.bench.internal.floor.BareSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Chunks of 20 ms of caller's sound, as many as the server takes: CPU microseconds each. From the
 * connection's own loop, as a caller leg sends, and from a thread of the application.
 */
final class Sending {

    private static final int CHUNK = 960;
    private static final int BATCH = 16;
    private static final long BACKLOG_NANOS = 100_000;
    private static final String ACKNOWLEDGE = "{\"type\":\"bench.acknowledge\"}";
    private static final byte[] ACK = "{\"type\":\"bench.ack\"".getBytes(StandardCharsets.US_ASCII);

    private final URI uri;
    private final int chunks;
    private final byte[] sound = new byte[CHUNK];

    /** Sends {@code chunks}, rounded to what the server acknowledges. */
    Sending(URI uri, int chunks) {
        this.uri = uri;
        this.chunks = Math.max(1, chunks / SendWindow.ACKNOWLEDGED) * SendWindow.ACKNOWLEDGED;
        for (int i = 0; i < CHUNK; i++) {
            sound[i] = (byte) (Math.sin(i * 0.05) * 100);
        }
    }

    /** All four ways to send, for rounds. */
    List<Rounds.Turn> turns(SessionClient session, BareClient bare) {
        return List.of(
                new Rounds.Turn(
                        "send.loop.session",
                        "sendAudio 20 ms on the loop, full session",
                        () -> sessionOnLoop(session)),
                new Rounds.Turn(
                        "send.loop.bare",
                        "sendAudio 20 ms on the loop, bare Netty",
                        () -> bareOnLoop(bare)),
                new Rounds.Turn(
                        "send.thread.session",
                        "sendAudio 20 ms from a thread, full session",
                        () -> sessionFromThread(session)),
                new Rounds.Turn(
                        "send.thread.bare",
                        "sendAudio 20 ms from a thread, bare Netty",
                        () -> bareFromThread(bare)));
    }

    private double sessionOnLoop(SessionClient client) {
        SendWindow window = new SendWindow(chunks);
        try (SessionClient.Full full = client.connect(uri, acks(window))) {
            full.send(ACKNOWLEDGE);
            ByteBuffer frame = ByteBuffer.allocateDirect(CHUNK).put(sound);
            int[] sent = {0};
            Runnable[] pump = new Runnable[1];
            boolean[] waiting = {false};
            pump[0] =
                    () -> {
                        for (int i = 0; i < BATCH && sent[0] < chunks; i++) {
                            if (!window.hasRoom(sent[0])) {
                                waiting[0] = true;
                                return;
                            }
                            accepted(full.session().sendAudio(frame.clear()));
                            sent[0]++;
                        }
                        if (sent[0] < chunks) {
                            full.loop().execute(pump[0]);
                        }
                    };
            window.onRoom(() -> resume(waiting, pump[0]));
            Cost.Cpu from = Cost.cpu();
            full.loop().execute(pump[0]);
            window.awaitAll();
            return from.microsEach(chunks);
        }
    }

    private double bareOnLoop(BareClient client) {
        SendWindow window = new SendWindow(chunks);
        BareSocket socket = client.open(uri, bareAcks(window));
        try {
            socket.send(ACKNOWLEDGE);
            BareSender sender = new BareSender(socket);
            int[] sent = {0};
            Runnable[] pump = new Runnable[1];
            boolean[] waiting = {false};
            pump[0] =
                    () -> {
                        for (int i = 0; i < BATCH && sent[0] < chunks; i++) {
                            if (!window.hasRoom(sent[0])) {
                                waiting[0] = true;
                                sender.flush();
                                return;
                            }
                            sender.write(sound);
                            sent[0]++;
                        }
                        sender.flush();
                        if (sent[0] < chunks) {
                            sender.loop().execute(pump[0]);
                        }
                    };
            window.onRoom(() -> resume(waiting, pump[0]));
            Cost.Cpu from = Cost.cpu();
            sender.loop().execute(pump[0]);
            window.awaitAll();
            return from.microsEach(chunks);
        } finally {
            socket.close();
        }
    }

    private static void resume(boolean[] waiting, Runnable pump) {
        if (waiting[0]) {
            waiting[0] = false;
            pump.run();
        }
    }

    private double sessionFromThread(SessionClient client) {
        SendWindow window = new SendWindow(chunks);
        try (SessionClient.Full full = client.connect(uri, acks(window))) {
            full.send(ACKNOWLEDGE);
            ByteBuffer frame = ByteBuffer.wrap(sound.clone());
            Cost.Cpu from = Cost.cpu();
            for (int sent = 0; sent < chunks; sent++) {
                window.awaitRoom(sent);
                SendStatus status = full.session().sendAudio(frame.clear());
                while (status == SendStatus.BACKLOG) {
                    LockSupport.parkNanos(BACKLOG_NANOS);
                    status = full.session().sendAudio(frame.clear());
                }
                accepted(status);
            }
            window.awaitAll();
            return from.microsEach(chunks);
        }
    }

    private double bareFromThread(BareClient client) {
        SendWindow window = new SendWindow(chunks);
        BareSocket socket = client.open(uri, bareAcks(window));
        try {
            socket.send(ACKNOWLEDGE);
            BareSender sender = new BareSender(socket);
            Cost.Cpu from = Cost.cpu();
            for (int sent = 0; sent < chunks; sent++) {
                window.awaitRoom(sent);
                sender.send(sound);
            }
            window.awaitAll();
            return from.microsEach(chunks);
        } finally {
            socket.close();
        }
    }

    private static void accepted(SendStatus status) {
        if (status != SendStatus.ACCEPTED) {
            throw new BenchException("a chunk was not taken: " + status);
        }
    }

    private static SessionListener acks(SendWindow window) {
        return new SessionListener() {
            @Override
            public Set<Interest> interests() {
                return Set.of(Interest.TRANSPORT);
            }

            @Override
            public void onTransportEvent(TransportEvent event) {
                if (event instanceof TransportEvent.Extension other
                        && "bench.ack".equals(other.type())) {
                    window.acknowledge();
                }
            }
        };
    }

    private static Consumer<ByteBuf> bareAcks(SendWindow window) {
        return message -> {
            for (int i = 0; i < ACK.length; i++) {
                if (message.readableBytes() < ACK.length
                        || message.getByte(message.readerIndex() + i) != ACK[i]) {
                    return;
                }
            }
            window.acknowledge();
        };
    }
}
