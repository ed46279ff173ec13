package io.patchbay.net.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * Closes after the last answer so that the other side can still read it: a socket that is closed
 * with unread input resets the line, and the answer with it.
 */
final class Lingering {

    private static final int LONGEST_SECONDS = 1;

    private Lingering() {}

    static void close(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(
                        written -> {
                            boolean tls = ctx.pipeline().get(SslHandler.class) != null;
                            if (tls // has a farewell of its own
                                    || !written.isSuccess()
                                    || !(ctx.channel() instanceof SocketChannel socket)) {
                                ctx.close();
                                return;
                            }
                            // reads on, discarding, until the other side closes too
                            socket.shutdownOutput()
                                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
                            ctx.executor()
                                    .schedule(
                                            () -> {
                                                ctx.close();
                                            },
                                            LONGEST_SECONDS,
                                            TimeUnit.SECONDS);
                        });
    }
}
