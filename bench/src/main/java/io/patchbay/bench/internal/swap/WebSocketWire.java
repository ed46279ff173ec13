package io.patchbay.bench.internal.swap;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket, from its upgrade on. */
final class WebSocketWire extends ChannelInboundHandlerAdapter implements Wire {

    private final Peer peer;
    private @Nullable ChannelHandlerContext channel;
    private @Nullable PeerLine line;

    WebSocketWire(Peer peer) {
        this.peer = peer;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof HandshakeComplete done) {
            channel = ctx;
            line = PeerLine.open(this, peer.call(done.requestUri()), done.requestUri(), true);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        PeerLine now = line;
        channel = null;
        line = null;
        if (now != null) {
            now.gone();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            PeerLine now = line;
            if (now != null && message instanceof TextWebSocketFrame frame) {
                now.hears(frame.content().toString(StandardCharsets.UTF_8));
            } else if (now != null && message instanceof BinaryWebSocketFrame frame) {
                now.hears(ByteBuffer.wrap(ByteBufUtil.getBytes(frame.content())));
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        PeerLine now = line;
        if (now != null && !(cause instanceof IOException)) {
            now.failed(cause);
        }
        ctx.close();
    }

    @Override
    public void send(String text) {
        ChannelHandlerContext now = channel;
        if (now != null) {
            now.writeAndFlush(new TextWebSocketFrame(text), now.voidPromise());
        }
    }

    @Override
    public void send(byte[] bytes) {
        ChannelHandlerContext now = channel;
        if (now != null) {
            now.writeAndFlush(
                    new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes)), now.voidPromise());
        }
    }

    @Override
    public void cut() {
        ChannelHandlerContext now = channel;
        if (now != null) {
            // the socket itself, so that no closing handshake is heard
            now.channel().unsafe().closeForcibly();
            now.channel().pipeline().fireChannelInactive();
        }
    }

    @Override
    public void later(int millis, Runnable task) {
        ChannelHandlerContext now = channel;
        if (now != null) {
            now.executor().schedule(task, millis, TimeUnit.MILLISECONDS);
        }
    }
}
