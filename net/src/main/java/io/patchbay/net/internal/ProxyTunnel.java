package io.patchbay.net.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.ProxySettings;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;

/** Asks an HTTP proxy for a tunnel to the target, and goes when there is one. */
final class ProxyTunnel extends ChannelInboundHandlerAdapter {

    private final ProxySettings proxy;
    private final String target;
    private final Runnable done;
    private final Consumer<ConnectionException> failed;
    private final HttpClientCodec codec = new HttpClientCodec();
    private int status;

    ProxyTunnel(
            ProxySettings proxy,
            String target,
            Runnable done,
            Consumer<ConnectionException> failed) {
        this.proxy = proxy;
        this.target = target;
        this.done = done;
        this.failed = failed;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.pipeline().addBefore(ctx.name(), null, codec);
        var request =
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1, HttpMethod.CONNECT, target, Unpooled.EMPTY_BUFFER);
        request.headers().set(HttpHeaderNames.HOST, target);
        proxy.user()
                .ifPresent(
                        user ->
                                request.headers()
                                        .set(HttpHeaderNames.PROXY_AUTHORIZATION, basic(user)));
        ctx.writeAndFlush(request);
    }

    private String basic(String user) {
        byte[] pair = (user + ":" + proxy.password()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpResponse response) {
                status = response.decoderResult().isSuccess() ? response.status().code() : -1;
                if (status != 200) {
                    fail(ctx);
                }
            } else if (message instanceof LastHttpContent && status == 200) {
                ctx.pipeline().remove(codec);
                done.run(); // adds the next handlers behind this one
                ctx.pipeline().remove(this);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void fail(ChannelHandlerContext ctx) {
        String name = "the proxy " + proxy.host() + ":" + proxy.port();
        if (status < 0) {
            failed.accept(
                    new ConnectionException(
                            Kind.PROXY, name + " does not speak HTTP; check its address"));
        } else if (status == 407) {
            failed.accept(
                    new ConnectionException(
                            Kind.PROXY,
                            name
                                    + (proxy.user().isPresent()
                                            ? " did not accept user and password"
                                            : " wants user and password")
                                    + " (status 407)",
                            status,
                            ""));
        } else {
            failed.accept(
                    new ConnectionException(
                            Kind.PROXY,
                            name + " gave no tunnel to " + target + " (status " + status + ")",
                            status,
                            ""));
        }
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        failed.accept(
                new ConnectionException(
                        Kind.PROXY,
                        "the proxy "
                                + proxy.host()
                                + ":"
                                + proxy.port()
                                + " closed the connection without an answer"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed.accept(
                new ConnectionException(
                        Kind.PROXY,
                        "the connection to the proxy "
                                + proxy.host()
                                + ":"
                                + proxy.port()
                                + " failed: "
                                + Failures.line(cause)));
        ctx.close();
    }
}
