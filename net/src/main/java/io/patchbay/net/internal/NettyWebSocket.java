package io.patchbay.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.BacklogException;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketSettings;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a connection, which is the connection its user holds.
 *
 * <p>Frames go to the socket past any codec: a message is written once into the loop's scratch
 * memory, masked there, and copied once into the memory that the socket reads.
 */
final class NettyWebSocket implements WebSocketConnection {

    /** What an upgrade settled. */
    record Terms(
            Optional<String> subprotocol,
            HttpHeaders headers,
            InetSocketAddress remote,
            WebSocketSettings settings,
            boolean client,
            boolean secure) {

        /** Whether a message of so many bytes is too much while so many are pending. */
        boolean exceeds(int bytes, long pending) {
            return pending + bytes > settings.maxPendingBytes()
                    && (pending > 0 || bytes > settings.maxMessageBytes());
        }
    }

    private final Terms terms;
    private final ChannelHandlerContext ctx;
    private final SerialLoop listenerLoop;
    private final Scratch outbound;
    private final Closing closing;
    private final boolean ownLoop;
    private final @Nullable Outlet outlet;
    private final Runnable flush = this::flush;

    private @Nullable ByteBuffer building;
    private boolean flushPending;

    NettyWebSocket(
            Terms terms,
            ChannelHandlerContext ctx,
            NettyLoop loop,
            SerialLoop listenerLoop,
            Closing closing) {
        this.terms = terms;
        this.ctx = ctx;
        this.listenerLoop = listenerLoop;
        this.ownLoop = loop == listenerLoop;
        this.outbound = ownLoop ? loop.outbound() : new Scratch();
        this.closing = closing;
        this.outlet = Outlet.of(ctx.channel());
    }

    @Override
    public SerialLoop loop() {
        return listenerLoop;
    }

    @Override
    public Optional<String> subprotocol() {
        return terms.subprotocol();
    }

    @Override
    public HttpHeaders headers() {
        return terms.headers();
    }

    @Override
    public InetSocketAddress remote() {
        return terms.remote();
    }

    @Override
    public boolean isOpen() {
        return closing.isOpen();
    }

    @Override
    public @Nullable ByteBuffer begin(int maxBytes) {
        if (!closing.isOpen() || terms.exceeds(maxBytes, pendingBytes())) {
            return null;
        }
        ByteBuffer buffer = outbound.take(this, maxBytes).limit(maxBytes);
        building = buffer;
        return buffer;
    }

    @Override
    public boolean endText() {
        return end(Frames.TEXT);
    }

    @Override
    public boolean endBinary() {
        return end(Frames.BINARY);
    }

    private boolean end(int opcode) {
        ByteBuffer built = building;
        if (built == null) {
            throw new IllegalStateException("no message was begun");
        }
        building = null;
        boolean open = closing.isOpen();
        if (open) {
            Object frame = frame(opcode, built.array(), built.arrayOffset(), built.position());
            ctx.write(frame, ctx.voidPromise());
            flushSoon();
        }
        outbound.giveBack(this);
        return open;
    }

    /** The connection is gone: a message that was begun and never ended lets go of its memory. */
    void gone() {
        building = null;
        outbound.giveBack(this);
    }

    private Object frame(int opcode, byte[] array, int offset, int length) {
        ByteBuf frame =
                Frames.frame(
                        ctx.alloc(),
                        !terms.secure(),
                        opcode,
                        array,
                        offset,
                        length,
                        terms.client());
        return outlet == null ? frame : outlet.message(frame);
    }

    @Override
    public CompletionStage<Void> sendText(CharSequence message) {
        return send(Frames.TEXT, message.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public CompletionStage<Void> sendText(ByteBuffer message) {
        return send(Frames.TEXT, copy(message));
    }

    @Override
    public CompletionStage<Void> sendBinary(ByteBuffer message) {
        return send(Frames.BINARY, copy(message));
    }

    static byte[] copy(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(message.position(), bytes);
        return bytes;
    }

    private CompletionStage<Void> send(int opcode, byte[] bytes) {
        if (!closing.isOpen()) {
            return CompletableFuture.failedStage(closed());
        }
        long pending = pendingBytes();
        if (terms.exceeds(bytes.length, pending)) {
            return CompletableFuture.failedStage(
                    new BacklogException(pending, terms.settings().maxPendingBytes()));
        }
        var receipt = new CompletableFuture<Void>();
        Object frame = frame(opcode, bytes, 0, bytes.length);
        try {
            ChannelPromise promise = ctx.newPromise();
            promise.addListener(
                    written -> {
                        if (written.isSuccess()) {
                            receipt.complete(null);
                        } else {
                            receipt.completeExceptionally(closed());
                        }
                    });
            ctx.write(frame, promise); // counted as pending from here on, on whatever thread
            flushSoon();
        } catch (RejectedExecutionException e) {
            receipt.completeExceptionally(closed());
        }
        return receipt;
    }

    static ConnectionException closed() {
        return new ConnectionException(
                Kind.CLOSED, "not sent: the connection is closed; open another one");
    }

    /** Sends a control frame past the bound. On the channel's loop. */
    void control(int opcode, byte[] payload) {
        ctx.write(frame(opcode, payload, 0, payload.length), ctx.voidPromise());
        flushSoon();
    }

    /** One flush for all that this turn of the loop writes. */
    private void flushSoon() {
        if (!ctx.executor().inEventLoop()) {
            ctx.executor().execute(flush);
        } else if (!flushPending) {
            flushPending = true;
            ctx.executor().execute(flush);
        }
    }

    private void flush() {
        flushPending = false;
        ctx.flush();
    }

    @Override
    public long pendingBytes() {
        Channel channel = ctx.channel();
        if (outlet == null) {
            ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
            return waiting == null ? 0 : waiting.totalPendingWriteBytes();
        }
        // a stream has no buffer of its own, but knows how far it is from its marks
        long room = channel.bytesBeforeUnwritable();
        long excess = channel.bytesBeforeWritable();
        WebSocketSettings marks = terms.settings();
        return room > 0
                ? Math.max(0, marks.highWaterMark() + 1L - room)
                : excess > 0 ? marks.lowWaterMark() - 1L + excess : 0;
    }

    @Override
    public boolean writable() {
        return closing.isOpen() && ctx.channel().isWritable();
    }

    @Override
    public CompletionStage<Void> close(int code, String reason) {
        return closing.close(code, reason);
    }

    @Override
    public void abort() {
        closing.abort();
    }

    @Override
    public String toString() {
        return "WebSocketConnection[" + terms.remote() + (isOpen() ? "]" : ", closed]");
    }
}
