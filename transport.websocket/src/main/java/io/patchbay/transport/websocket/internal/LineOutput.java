package io.patchbay.transport.websocket.internal;

import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.WireOutput;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.BacklogException;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.net.Receipts;
import io.patchbay.net.websocket.WebSocketConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of an open line: codecs write straight into the connection's buffer. On the loop
 * only; a frame of sound allocates nothing.
 */
final class LineOutput implements WireOutput {

    /** How soon to look again whether a message fits that was refused. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final SerialLoop loop;
    private final WebSocketConnection connection;
    private final RealtimeCodec codec;
    private final TransportListener listener;
    private final Consumer<TransportEvent> sent;
    private final Runnable onRoom;
    private final Receipts receipts;

    private @Nullable ByteBuffer building;
    private int messages;
    private int refusals;
    private boolean roomAwaited;

    /**
     * The output of {@code connection}.
     *
     * @param sent tells the listener of what goes out; throws nothing, whatever the listener does
     * @param onRoom told when there is room again after something was refused
     */
    LineOutput(
            SerialLoop loop,
            WebSocketConnection connection,
            RealtimeCodec codec,
            TransportListener listener,
            Consumer<TransportEvent> sent,
            Runnable onRoom) {
        this.loop = loop;
        this.connection = connection;
        this.codec = codec;
        this.listener = listener;
        this.sent = sent;
        this.onRoom = onRoom;
        this.receipts = new Receipts(loop, connection::pendingBytes, connection::isOpen);
    }

    static IllegalStateException notConnected() {
        return new IllegalStateException("not sent: there is no connection");
    }

    CompletionStage<Receipt> send(Command command) {
        messages = 0;
        int before = refusals;
        try {
            codec.encode(command);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
        if (refusals == before) {
            return receipts.await(new Receipt(command.id(), messages));
        }
        return CompletableFuture.failedStage(
                connection.isOpen()
                        ? new BacklogException(connection.pendingBytes())
                        : notConnected());
    }

    SendStatus sendAudio(ByteBuffer frame) {
        int from = frame.position();
        if (codec.encodeAudio(frame)) {
            return SendStatus.ACCEPTED;
        }
        frame.position(from);
        return connection.isOpen() ? SendStatus.BACKLOG : SendStatus.NOT_CONNECTED;
    }

    @Override
    public @Nullable ByteBuffer begin(int maxBytes) {
        building = connection.begin(maxBytes);
        if (building == null) {
            refusals++;
            awaitRoom();
        }
        return building;
    }

    @Override
    public void end(RealtimeCodec.WireKind kind) {
        ByteBuffer built = building;
        if (built == null) {
            throw new IllegalStateException("no message was begun");
        }
        building = null;
        messages++;
        receipts.handedOver(built.position());
        boolean text = kind == RealtimeCodec.WireKind.TEXT;
        if (text && listener.wantsRaw()) {
            sent.accept(new TransportEvent.RawSent(words(built)));
        }
        if (text) {
            connection.endText();
        } else {
            connection.endBinary();
        }
    }

    private static String words(ByteBuffer built) {
        return new String(
                built.array(), built.arrayOffset(), built.position(), StandardCharsets.UTF_8);
    }

    private void awaitRoom() {
        if (!roomAwaited && connection.isOpen()) {
            roomAwaited = true;
            // a long message may be refused while little waits: then the connection is silent
            loop.schedule(this::lookForRoom, LOOK_AGAIN);
        }
    }

    private void lookForRoom() {
        if (connection.writable()) {
            room();
        }
    }

    /** The connection has room. */
    void room() {
        if (roomAwaited) {
            roomAwaited = false;
            onRoom.run();
        }
    }

    /** The line is over: what was not written yet never will be. */
    void close(String why) {
        roomAwaited = false;
        receipts.fail(() -> new IllegalStateException("not sent: " + why));
    }
}
