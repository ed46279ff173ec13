package io.patchbay.net.line;

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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of an open line: codecs write straight into the wire's buffer; commands learn
 * when their bytes have left, and whoever was refused when there is room again. On the loop only; a
 * frame of sound allocates nothing.
 */
public final class LineOutput implements WireOutput {

    /** How soon to look again whether a message fits that was refused. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final SerialLoop loop;
    private final Wire wire;
    private final RealtimeCodec codec;
    private final TransportListener listener;
    private final Consumer<TransportEvent> sent;
    private final Runnable onRoom;
    private final Receipts receipts;

    private @Nullable ByteBuffer building;
    private int messages;
    private int refusals;
    private boolean roomAwaited;
    private boolean looking;

    /**
     * The output of one line.
     *
     * @param wire takes the messages of {@code codec}
     * @param listener asked whether it wants to know them
     * @param sent tells the listener of what goes out; throws nothing, whatever the listener does
     * @param onRoom told when there is room again after something was refused
     */
    public LineOutput(
            SerialLoop loop,
            Wire wire,
            RealtimeCodec codec,
            TransportListener listener,
            Consumer<TransportEvent> sent,
            Runnable onRoom) {
        this.loop = loop;
        this.wire = wire;
        this.codec = codec;
        this.listener = listener;
        this.sent = sent;
        this.onRoom = onRoom;
        this.receipts = new Receipts(loop, wire::pendingBytes, wire::isOpen);
    }

    /** Why nothing goes out where no line is open. */
    public static IllegalStateException notConnected() {
        return new IllegalStateException("not sent: there is no connection");
    }

    /** See {@link io.patchbay.api.transport.RealtimeTransport#send}. */
    public CompletionStage<Receipt> send(Command command) {
        messages = 0;
        int before = refusals;
        try {
            codec.encode(command);
        } catch (RuntimeException e) {
            building = null;
            return CompletableFuture.failedStage(e);
        }
        if (refusals == before) {
            return receipts.await(new Receipt(command.id(), messages));
        }
        return CompletableFuture.failedStage(
                wire.isOpen() ? new BacklogException(wire.pendingBytes()) : notConnected());
    }

    /** See {@link io.patchbay.api.transport.RealtimeTransport#sendAudio}. */
    public SendStatus sendAudio(ByteBuffer frame) {
        int from = frame.position();
        if (codec.encodeAudio(frame)) {
            return SendStatus.ACCEPTED;
        }
        frame.position(from);
        return wire.isOpen() ? SendStatus.BACKLOG : SendStatus.NOT_CONNECTED;
    }

    @Override
    public @Nullable ByteBuffer begin(int maxBytes) {
        building = wire.begin(maxBytes);
        if (building == null) {
            refused();
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
        int length = built.position();
        boolean told = kind == RealtimeCodec.WireKind.TEXT && listener.wantsRaw();
        String words = told ? words(built) : null;
        if (!wire.end(built, kind)) {
            refused();
            return;
        }
        messages++;
        receipts.handedOver(length);
        if (words != null) {
            sent.accept(new TransportEvent.RawSent(words));
        }
    }

    private static String words(ByteBuffer built) {
        return new String(
                built.array(), built.arrayOffset(), built.position(), StandardCharsets.UTF_8);
    }

    private void refused() {
        refusals++;
        if (wire.isOpen()) {
            roomAwaited = true;
            lookAgain();
        }
    }

    /** A long message may be refused while little waits: then the wire has nothing to tell. */
    private void lookAgain() {
        if (!looking) {
            looking = true;
            loop.schedule(this::lookForRoom, LOOK_AGAIN);
        }
    }

    private void lookForRoom() {
        looking = false;
        if (roomAwaited && wire.isOpen()) {
            if (wire.writable()) {
                room();
            } else {
                lookAgain();
            }
        }
    }

    /** The wire says that it has room. */
    public void room() {
        if (roomAwaited) {
            roomAwaited = false;
            onRoom.run();
        }
    }

    /** The line is over: what was not written yet never will be. */
    public void close(String why) {
        roomAwaited = false;
        receipts.fail(() -> new IllegalStateException("not sent: " + why));
    }
}
