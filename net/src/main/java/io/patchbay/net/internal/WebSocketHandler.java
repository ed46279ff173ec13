package io.patchbay.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The end of the pipeline of an open connection: bytes in, calls of the listener out.
 *
 * <p>Added when the upgrade is done; calls the listener's {@code onOpen} at once, so before any
 * message.
 */
final class WebSocketHandler extends ChannelInboundHandlerAdapter implements FrameReader.Sink {

    private static final byte[] NOTHING = new byte[0];

    private final NettyWebSocket.Terms terms;
    private final NettyLoop loop;
    private final SerialLoop listenerLoop;
    private final WebSocketListener listener;
    private final Consumer<WebSocketConnection> opened;

    // set when the handler is added, before any event
    private @Nullable Line line;
    private boolean heard;
    private boolean pinged;
    private boolean broken;
    private @Nullable ScheduledFuture<?> timer;

    /** What exists once there is a channel. */
    private record Line(
            ChannelHandlerContext ctx,
            NettyWebSocket socket,
            Closing closing,
            FrameReader reader,
            ListenerCalls calls) {}

    /**
     * Prepares the end of the pipeline.
     *
     * @param opened hears of the connection after the listener did, on the listener's loop
     */
    WebSocketHandler(
            NettyWebSocket.Terms terms,
            NettyLoop loop,
            SerialLoop listenerLoop,
            WebSocketListener listener,
            Consumer<WebSocketConnection> opened) {
        this.terms = terms;
        this.loop = loop;
        this.listenerLoop = listenerLoop;
        this.listener = listener;
        this.opened = opened;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        WebSocketSettings settings = terms.settings();
        ctx.channel()
                .config()
                .setWriteBufferWaterMark(
                        new WriteBufferWaterMark(
                                settings.lowWaterMark(), settings.highWaterMark()));
        var closing = new Closing(ctx, settings.closeTimeout());
        var socket = new NettyWebSocket(terms, ctx, loop, listenerLoop, closing);
        closing.sendBy(payload -> socket.control(Frames.CLOSE, payload));
        var reader =
                new FrameReader(loop.inbound(), !terms.client(), settings.maxMessageBytes(), this);
        var calls = new ListenerCalls(listener, loop, listenerLoop, valve(ctx, closing));
        line = new Line(ctx, socket, closing, reader, calls);
        if (!settings.pingInterval().isZero()) {
            after(settings.pingInterval(), this::checkPeer);
        }
        calls.open(socket, () -> opened.accept(socket));
    }

    private static ListenerCalls.Valve valve(ChannelHandlerContext ctx, Closing closing) {
        return new ListenerCalls.Valve() {
            @Override
            public void reading(boolean on) {
                ctx.channel().config().setAutoRead(on);
            }

            @Override
            public void drop() {
                closing.abort();
            }
        };
    }

    private Line line() {
        Line made = line;
        if (made == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return made;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            heard = true;
            if (pinged) {
                pinged = false;
                after(terms.settings().pingInterval(), this::checkPeer);
            }
            if (!broken && message instanceof ByteBuf bytes) {
                line().reader().read(bytes);
            }
        } catch (ViolationException e) {
            broken = true;
            line().closing().violated(e);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void message(boolean text, ByteBuffer payload) {
        if (line().closing().hears()) {
            line().calls().message(text, payload);
        }
    }

    @Override
    public void control(int opcode, byte[] payload) throws ViolationException {
        Line now = line();
        switch (opcode) {
            case Frames.PING -> {
                // who does not read what we send gets no answers either
                if (now.socket().pendingBytes() < terms.settings().maxPendingBytes()
                        && now.closing().hears()) {
                    now.socket().control(Frames.PONG, payload);
                }
            }
            case Frames.CLOSE -> {
                broken = true; // nothing may follow
                now.closing().received(payload);
            }
            default -> {
                // a pong has done its work by being heard
            }
        }
    }

    private void after(Duration time, Runnable check) {
        if (timer != null) {
            timer.cancel(false);
        }
        timer = line().ctx().executor().schedule(check, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void checkPeer() {
        WebSocketSettings settings = terms.settings();
        if (heard || !line().ctx().channel().config().isAutoRead()) {
            heard = false; // or deaf ourselves, until the listener catches up
            after(settings.pingInterval(), this::checkPeer);
            return;
        }
        pinged = true;
        line().socket().control(Frames.PING, NOTHING);
        after(settings.peerTimeout(), this::checkAnswer);
    }

    private void checkAnswer() {
        WebSocketSettings settings = terms.settings();
        if (!line().ctx().channel().config().isAutoRead()) {
            pinged = false;
            checkPeer();
        } else {
            line().closing().silent(settings.pingInterval().plus(settings.peerTimeout()));
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable() && line().closing().isOpen()) {
            line().calls().writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        line().socket().gone();
        if (timer != null) {
            timer.cancel(false);
        }
        Line now = line();
        now.calls().close(now.closing().ended(), now.closing()::told);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        line().closing().failed("the connection failed: " + Failures.line(cause));
    }
}
