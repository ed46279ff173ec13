package io.patchbay.net.internal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketClose.Initiator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How one connection ends: the closing handshake from either side, its timeout, and the one answer
 * to what happened. State changes on the channel's loop.
 */
final class Closing {

    private static final int LONGEST_REASON = 123;

    /** How long a peer that broke the protocol may take to read why, and to go. */
    private static final Duration VIOLATED = Duration.ofMillis(500);

    /** Sends the close frame. */
    interface FrameOut {

        /** On the channel's loop. */
        void close(byte[] payload);
    }

    private final ChannelHandlerContext ctx;
    private final Duration timeout;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private volatile boolean open = true;
    private @Nullable FrameOut out;
    private @Nullable WebSocketClose outcome;
    private @Nullable ScheduledFuture<?> timer;
    private boolean closeSent;
    private boolean awaiting;
    private String cause = "";

    Closing(ChannelHandlerContext ctx, Duration timeout) {
        this.ctx = ctx;
        this.timeout = timeout;
    }

    void sendBy(FrameOut frames) {
        out = frames;
    }

    boolean isOpen() {
        return open;
    }

    /** Whether messages are still for the listener: until the other side's close, or a drop. */
    boolean hears() {
        return outcome == null || outcome.initiator() == Initiator.LOCAL && awaiting;
    }

    CompletionStage<Void> close(int code, String reason) {
        if (!maySend(code)) {
            throw new IllegalArgumentException("a close may not carry the code " + code);
        }
        open = false;
        onLoop(
                () -> {
                    if (begin(new WebSocketClose(code, reason, Initiator.LOCAL, false))) {
                        awaiting = true;
                        send(code, reason);
                    }
                });
        return closed.minimalCompletionStage();
    }

    void abort() {
        open = false;
        onLoop(
                () -> {
                    begin(dropped(Initiator.LOCAL, "dropped by this side"));
                    awaiting = false;
                    Outlet.drop(ctx.channel());
                });
    }

    /**
     * The other side broke the protocol: says so, and waits for its end without listening, not for
     * long: who breaks the protocol may not know how to close either.
     */
    void violated(ViolationException how) {
        Duration patience = timeout.compareTo(VIOLATED) < 0 ? timeout : VIOLATED;
        var why = new WebSocketClose(how.closeCode(), how.how(), Initiator.LOCAL, false);
        if (begin(why, patience)) {
            send(how.closeCode(), how.how());
        } else {
            ctx.close();
        }
        awaiting = false;
    }

    /** The other side was silent for too long. */
    void silent(Duration time) {
        begin(
                dropped(
                        Initiator.LOCAL,
                        "nothing came from the other side for " + time.toMillis() + " ms"));
        awaiting = false;
        Outlet.drop(ctx.channel());
    }

    /** The connection failed with an exception; the close follows. */
    void failed(String why) {
        cause = why;
        ctx.close();
    }

    /** The other side's close frame. */
    void received(byte[] payload) throws ViolationException {
        if (payload.length == 1) {
            throw new ViolationException(1002, "a close holds half a code");
        }
        int code = WebSocketClose.NO_CODE;
        String reason = "";
        if (payload.length >= 2) {
            code = (payload[0] & 0xff) << 8 | payload[1] & 0xff;
            if (!maySend(code)) {
                throw new ViolationException(1002, "a close carries the code " + code);
            }
            reason = new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
        WebSocketClose begun = outcome;
        if (begun != null) { // the answer to ours
            outcome = new WebSocketClose(begun.code(), begun.reason(), begun.initiator(), true);
            awaiting = false;
            ctx.close();
            return;
        }
        begin(new WebSocketClose(code, reason, Initiator.REMOTE, true));
        if (code == WebSocketClose.NO_CODE) {
            send(new byte[0]);
        } else {
            send(code, "");
        }
        // after the answer is out; the write is in order, so this empty one comes behind it
        ctx.writeAndFlush(ctx.alloc().buffer(0)).addListener(written -> ctx.close());
    }

    /** The channel is gone; what is there to tell. Once, on the channel's loop. */
    WebSocketClose ended() {
        open = false;
        if (timer != null) {
            timer.cancel(false);
        }
        WebSocketClose known = outcome;
        if (known != null) {
            return known;
        }
        return dropped(
                Initiator.NETWORK,
                cause.isEmpty() ? "the connection dropped without a close" : cause);
    }

    /** The listener knows. */
    void told() {
        closed.complete(null);
    }

    private static WebSocketClose dropped(Initiator by, String why) {
        return new WebSocketClose(WebSocketClose.ABNORMAL, why, by, false);
    }

    private boolean begin(WebSocketClose as) {
        return begin(as, timeout);
    }

    private boolean begin(WebSocketClose as, Duration patience) {
        open = false;
        if (outcome != null) {
            return false;
        }
        outcome = as;
        timer =
                ctx.executor()
                        .schedule(
                                () -> {
                                    ctx.close();
                                },
                                patience.toNanos(),
                                TimeUnit.NANOSECONDS);
        return true;
    }

    private void send(int code, String reason) {
        byte[] text = cut(reason);
        send(ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
    }

    private void send(byte[] payload) {
        if (!closeSent && out != null) {
            closeSent = true;
            out.close(payload);
        }
    }

    /** The reason in UTF-8, cut between characters. */
    static byte[] cut(String reason) {
        String text = reason;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        while (bytes.length > LONGEST_REASON) {
            text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
            bytes = text.getBytes(StandardCharsets.UTF_8);
        }
        return bytes;
    }

    /** Whether a close may carry the code (RFC 6455, section 7.4). */
    static boolean maySend(int code) {
        return code >= 1000 && code <= 1003
                || code >= 1007 && code <= 1014
                || code >= 3000 && code <= 4999;
    }

    private void onLoop(Runnable task) {
        if (ctx.executor().inEventLoop()) {
            task.run();
            return;
        }
        try {
            ctx.executor().execute(task);
        } catch (RejectedExecutionException e) {
            closed.complete(null); // the loops were closed, and all connections with them
        }
    }
}
