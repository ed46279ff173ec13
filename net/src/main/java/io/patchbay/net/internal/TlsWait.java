package io.patchbay.net.internal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Consumer;

/**
 * Waits behind the TLS handler for the end of the handshake, and goes.
 *
 * <p>An event, not the handshake's future: it comes before the first decrypted byte.
 */
final class TlsWait extends ChannelInboundHandlerAdapter {

    private final Runnable done;
    private final Consumer<Throwable> failed;

    TlsWait(Runnable done, Consumer<Throwable> failed) {
        this.done = done;
        this.failed = failed;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent end) {
            if (end.isSuccess()) {
                done.run(); // adds the next handlers behind this one
                ctx.pipeline().remove(this);
            } else {
                failed.accept(end.cause());
            }
            return;
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed.accept(cause);
        ctx.close();
    }
}
