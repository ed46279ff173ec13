package io.patchbay.net.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends a request, collects its answer, closes. */
final class HttpAnswer extends ChannelInboundHandlerAdapter {

    private final Target target;
    private final HttpRequest request;
    private final Consumer<HttpResponse> answered;
    private final Consumer<ConnectionException> failed;
    private final BoundedBytes body;
    private io.netty.handler.codec.http.@Nullable HttpResponse head;
    private boolean over;

    HttpAnswer(
            Target target,
            HttpRequest request,
            Consumer<HttpResponse> answered,
            Consumer<ConnectionException> failed) {
        this.target = target;
        this.request = request;
        this.answered = answered;
        this.failed = failed;
        this.body = new BoundedBytes(request.maxResponseBytes());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.pipeline().addBefore(ctx.name(), null, HttpCodecs.client());
        var message =
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1,
                        HttpMethod.valueOf(request.method()),
                        target.pathAndQuery(),
                        Unpooled.wrappedBuffer(request.body()));
        Headers.add(request.headers(), message.headers());
        message.headers().set(HttpHeaderNames.HOST, target.authority());
        message.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        boolean mayHaveBody = !request.method().equals("GET") && !request.method().equals("HEAD");
        if (request.body().length > 0 || mayHaveBody) {
            message.headers().set(HttpHeaderNames.CONTENT_LENGTH, request.body().length);
        }
        ctx.writeAndFlush(message);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (over) {
                return;
            }
            if (message instanceof io.netty.handler.codec.http.HttpResponse response) {
                if (!response.decoderResult().isSuccess()) {
                    fail(
                            ctx,
                            Kind.PROTOCOL,
                            " does not answer in HTTP; check the address and port");
                    return;
                }
                int status = response.status().code();
                head = status < 200 && status != 101 ? null : response;
            }
            if (message instanceof HttpContent content && head != null) {
                if (!content.decoderResult().isSuccess()) {
                    fail(ctx, Kind.PROTOCOL, " sent a malformed body");
                } else if (!body.add(content.content())) {
                    fail(
                            ctx,
                            Kind.TOO_LARGE,
                            " answers with more than " + request.maxResponseBytes() + " bytes");
                } else if (content instanceof LastHttpContent) {
                    over = true;
                    answered.accept(
                            new HttpResponse(
                                    head.status().code(),
                                    Headers.of(head.headers()),
                                    body.toByteArray()));
                    ctx.close();
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void fail(ChannelHandlerContext ctx, Kind kind, String what) {
        over = true;
        failed.accept(new ConnectionException(kind, target.hostAndPort() + what));
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!over) {
            fail(
                    ctx,
                    Kind.CLOSED,
                    head == null
                            ? " closed the connection without an answer"
                            : " closed the connection in the middle of its answer");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!over) {
            fail(ctx, Kind.CLOSED, ": the connection failed: " + Failures.line(cause));
        }
    }
}
