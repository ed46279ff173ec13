package io.patchbay.net.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.fetch.UpgradeResponse.Version;
import io.patchbay.net.http.HttpRequest;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks over HTTP/1.1 for an upgrade (RFC 9110, section 7.8), and takes the codec away when the
 * server agrees.
 */
final class Http1Upgrade extends ChannelInboundHandlerAdapter {

    private final Target target;
    private final HttpRequest request;
    private final Consumer<UpgradeResponse> answered;
    private final Consumer<ConnectionException> failed;
    private final HttpClientCodec codec = HttpCodecs.client();
    private final BoundedBytes body;
    private @Nullable HttpResponse answer;

    /**
     * Prepares the request.
     *
     * @param answered hears the answer, whose channel is in its stream
     */
    Http1Upgrade(
            Target target,
            HttpRequest request,
            Consumer<UpgradeResponse> answered,
            Consumer<ConnectionException> failed) {
        this.target = target;
        this.request = request;
        this.answered = answered;
        this.failed = failed;
        this.body = new BoundedBytes(request.maxResponseBytes());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.pipeline().addBefore(ctx.name(), null, codec);
        var get =
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1,
                        HttpMethod.valueOf(request.method()),
                        target.pathAndQuery(),
                        Unpooled.EMPTY_BUFFER);
        get.headers().set(HttpHeaderNames.HOST, target.authority());
        Headers.add(request.headers(), get.headers());
        ctx.writeAndFlush(get);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpResponse response) {
                answered(ctx, response);
            }
            if (message instanceof HttpContent content && answer != null) {
                content(ctx, content, answer);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answered(ChannelHandlerContext ctx, HttpResponse response) {
        int status = response.status().code();
        if (!response.decoderResult().isSuccess()) {
            fail(
                    ctx,
                    Kind.PROTOCOL,
                    target.hostAndPort() + " does not answer in HTTP; check the address and port");
        } else if (status == 101
                && !response.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT)) {
            // the codec would wait for the body that a forgotten draft of WebSocket had
            fail(
                    ctx,
                    Kind.PROTOCOL,
                    target.hostAndPort()
                            + " gave no proof of the WebSocket handshake; is a cache in between?");
        } else if (status >= 200 || status == 101) {
            answer = response; // others are informational: the answer is still to come
        }
    }

    private void content(ChannelHandlerContext ctx, HttpContent content, HttpResponse response) {
        if (response.status().code() == 101) {
            if (content instanceof LastHttpContent) {
                upgraded(ctx, response);
            }
        } else if (!body.add(content.content()) || content instanceof LastHttpContent) {
            answered.accept(refusal(response));
            ctx.close();
        }
    }

    private void upgraded(ChannelHandlerContext ctx, HttpResponse response) {
        var stream =
                new ChannelStream(
                        ctx.channel(),
                        (InetSocketAddress) ctx.channel().remoteAddress(),
                        target.secure());
        codec.removeOutboundHandler();
        ctx.pipeline().replace(this, null, stream);
        ctx.pipeline().remove(codec); // hands on what came with the answer
        answered.accept(
                UpgradeResponse.upgraded(
                        Version.HTTP_1_1, 101, Headers.of(response.headers()), stream));
        stream.hold();
    }

    private UpgradeResponse refusal(HttpResponse response) {
        return UpgradeResponse.refused(
                Version.HTTP_1_1,
                new io.patchbay.net.http.HttpResponse(
                        response.status().code(),
                        Headers.of(response.headers()),
                        body.toByteArray()));
    }

    /** What a server has answered that did not come to its end. */
    @Nullable UpgradeResponse begun() {
        HttpResponse response = answer;
        return response == null || response.status().code() == 101 ? null : refusal(response);
    }

    private void fail(ChannelHandlerContext ctx, Kind kind, String why) {
        failed.accept(new ConnectionException(kind, why));
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(
                ctx,
                Kind.CLOSED,
                target.hostAndPort() + " closed the connection before it opened the WebSocket");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(
                ctx,
                Kind.CLOSED,
                "the connection to " + target.hostAndPort() + " failed: " + Failures.line(cause));
    }
}
