package io.patchbay.transport.webrtc.internal;

import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.WireOutput;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.BacklogException;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.net.Receipts;
import io.patchbay.rtc.RtcLink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The text channel's sending side: codecs write into a buffer that is kept. On the loop only. */
final class TextOutput implements WireOutput {

    /** How soon to look again whether a message fits that was refused. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    /** Longer buffers are not kept. */
    private static final int KEPT = 64 << 10;

    private final SerialLoop loop;
    private final RtcLink link;
    private final RealtimeCodec codec;
    private final TransportListener listener;
    private final Consumer<TransportEvent> sent;
    private final Runnable onRoom;
    private final Receipts receipts;
    private final int maxPending;

    private ByteBuffer kept = ByteBuffer.allocate(4_096);
    private @Nullable ByteBuffer building;
    private int messages;
    private int refusals;
    private boolean roomAwaited;

    /**
     * The output of {@code link}.
     *
     * @param maxPending bytes that may wait
     * @param sent tells the listener of what goes out; throws nothing, whatever the listener does
     * @param onRoom told when there is room again after something was refused
     */
    TextOutput(
            SerialLoop loop,
            RtcLink link,
            RealtimeCodec codec,
            TransportListener listener,
            int maxPending,
            Consumer<TransportEvent> sent,
            Runnable onRoom) {
        this.loop = loop;
        this.link = link;
        this.codec = codec;
        this.listener = listener;
        this.maxPending = maxPending;
        this.sent = sent;
        this.onRoom = onRoom;
        this.receipts = new Receipts(loop, link::pendingText, link::textOpen);
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
            building = null;
            return CompletableFuture.failedStage(e);
        }
        if (refusals == before) {
            return receipts.await(new Receipt(command.id(), messages));
        }
        return CompletableFuture.failedStage(
                link.textOpen() ? new BacklogException(link.pendingText()) : notConnected());
    }

    @Override
    public @Nullable ByteBuffer begin(int maxBytes) {
        long waiting = link.textOpen() ? link.pendingText() : Long.MAX_VALUE / 2;
        if (waiting > 0 && waiting + maxBytes > maxPending) {
            refused();
            return null;
        }
        if (kept.capacity() < maxBytes) {
            kept = ByteBuffer.allocate(maxBytes);
        }
        building = kept.clear();
        return building;
    }

    @Override
    public void end(RealtimeCodec.WireKind kind) {
        ByteBuffer built = building;
        if (built == null) {
            throw new IllegalStateException("no message was begun");
        }
        building = null;
        if (kind != RealtimeCodec.WireKind.TEXT) {
            throw new UnsupportedOperationException(
                    "the text channel of a WebRTC line carries text; sound goes beside it");
        }
        built.flip();
        int length = built.remaining();
        String words = listener.wantsRaw() ? words(built) : null;
        if (!link.sendText(built)) {
            refused();
            return;
        }
        if (kept.capacity() > KEPT) {
            kept = ByteBuffer.allocate(4_096);
        }
        messages++;
        receipts.handedOver(length);
        if (words != null) {
            sent.accept(new TransportEvent.RawSent(words));
        }
    }

    private static String words(ByteBuffer built) {
        return new String(
                built.array(), built.arrayOffset(), built.limit(), StandardCharsets.UTF_8);
    }

    private void refused() {
        refusals++;
        if (!roomAwaited && link.textOpen()) {
            roomAwaited = true;
            // refused here, and not by the link: it has nothing to tell
            loop.schedule(this::lookForRoom, LOOK_AGAIN);
        }
    }

    private void lookForRoom() {
        if (roomAwaited && link.textOpen()) {
            if (link.pendingText() <= maxPending / 2) {
                room();
            } else {
                loop.schedule(this::lookForRoom, LOOK_AGAIN);
            }
        }
    }

    /** There is room. */
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
