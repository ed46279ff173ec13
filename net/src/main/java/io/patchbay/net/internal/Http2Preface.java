package io.patchbay.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Sees how a client begins. With TLS its handshake has decided; without, a client that knows of
 * HTTP/2 begins with a preface that no request of HTTP/1.1 looks like (RFC 9113, sections 3.3 and
 * 3.4). Goes when it knows.
 */
final class Http2Preface extends ChannelInboundHandlerAdapter {

    private static final ByteBuf BEGINNING =
            Unpooled.unreleasableBuffer(
                    Unpooled.copiedBuffer("PRI ", StandardCharsets.US_ASCII).asReadOnly());

    private final NettyHttpServer server;
    private final NettyLoop loop;
    private final ServerConnection connection;
    private @Nullable ByteBuf seen;

    Http2Preface(NettyHttpServer server, NettyLoop loop, ServerConnection connection) {
        this.server = server;
        this.loop = loop;
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ctx.fireChannelRead(message);
            return;
        }
        ByteBuf all = bytes;
        if (seen != null) {
            all = ctx.alloc().buffer(seen.readableBytes() + bytes.readableBytes());
            all.writeBytes(seen).writeBytes(bytes);
            seen.release();
            seen = null;
            bytes.release();
        }
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        int known = Math.min(all.readableBytes(), BEGINNING.readableBytes());
        boolean http2 =
                tls != null
                        ? Http2.ALPN.equals(tls.engine().getApplicationProtocol())
                        : ByteBufUtil.equals(all, all.readerIndex(), BEGINNING, 0, known);
        if (http2 && tls == null && known < BEGINNING.readableBytes()) {
            seen = all; // may still be either; the connection's idle time bounds it
            return;
        }
        if (http2) {
            ctx.pipeline().remove(HttpServerCodec.class);
            connection.upgraded();
            ctx.pipeline().remove(connection);
            Http2Door.open(server, loop, ctx.channel());
        }
        ctx.fireChannelRead(all);
        ctx.pipeline().remove(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (seen != null) {
            seen.release();
            seen = null;
        }
    }
}
