package io.patchbay.net.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.patchbay.net.http.HttpHandler;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpServerConfig;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a server while it speaks HTTP: one request after the other, each found a route,
 * authenticated, read within its bound, and answered. On the connection's loop.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter {

    private static final System.Logger LOG = System.getLogger("io.patchbay.net.http.HttpServer");
    private static final int MOST_WAITING = 64;

    /** Where in its cycle the connection is. */
    private enum State {
        /** Between two requests. */
        IDLE,
        /** A route decides whether it lets the request in. */
        ADMITTING,
        /** The body arrives. */
        READING,
        /** A route answers. */
        ANSWERING,
        /** Nothing is read any more. */
        ENDING
    }

    private final NettyHttpServer server;
    private final HttpServerConfig config;
    private final NettyLoop loop;
    private final Channel channel;
    private final boolean stream;
    private final ArrayDeque<Object> waiting = new ArrayDeque<>();

    private State state = State.IDLE;
    private boolean draining;
    private boolean closeAfter;
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable Incoming incoming;
    private @Nullable BoundedBytes body;
    private @Nullable Reply reply;

    /**
     * A connection that nothing came on.
     *
     * @param stream whether it is a stream of HTTP/2, which is for one request and counted by its
     *     connection
     */
    ServerConnection(NettyHttpServer server, NettyLoop loop, Channel channel, boolean stream) {
        this.channel = channel;
        this.stream = stream;
        this.server = server;
        this.config = server.config();
        this.loop = loop;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!stream && !server.opened(this, channel)) {
            closeAfter = true;
            refuse(ctx, 503, "this server has too many connections, try later");
            return;
        }
        awaitRequest(ctx);
    }

    private void awaitRequest(ChannelHandlerContext ctx) {
        state = State.IDLE;
        after(ctx, config.idleTimeout(), () -> idle(ctx));
    }

    private void idle(ChannelHandlerContext ctx) {
        if (state == State.READING) {
            closeAfter = true;
            refuse(ctx, 408, "the request did not arrive in time");
        } else {
            ctx.close();
        }
    }

    private void undecided(ChannelHandlerContext ctx) {
        closeAfter = true;
        refuse(ctx, 503, "this server did not decide on the request in time");
    }

    private void after(ChannelHandlerContext ctx, Duration time, Runnable task) {
        stopTimer();
        timer = ctx.executor().schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (isBusy() || !waiting.isEmpty()) {
            waiting.add(message);
            if (waiting.size() > MOST_WAITING) {
                ctx.channel().config().setAutoRead(false);
            }
            return;
        }
        take(ctx, message);
    }

    /** Whether more requests must wait: for a route, or for a client that does not read. */
    private boolean isBusy() {
        return state == State.ADMITTING || state == State.ANSWERING || !channel.isWritable();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            drain(ctx);
        }
    }

    private void take(ChannelHandlerContext ctx, Object message) {
        try {
            if (state == State.IDLE && message instanceof HttpRequest request) {
                begin(ctx, request);
            }
            if (state == State.READING && message instanceof HttpContent content) {
                read(ctx, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /** Goes on with what arrived while a route was thinking. */
    private void drain(ChannelHandlerContext ctx) {
        if (draining) {
            return; // called from within a synchronous answer: the outer round goes on
        }
        draining = true;
        try {
            while (!waiting.isEmpty() && !isBusy()) {
                take(ctx, waiting.remove());
            }
        } finally {
            draining = false;
        }
        if (waiting.isEmpty() && !ctx.channel().config().isAutoRead()) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        closeAfter =
                stream
                        || !HttpUtil.isKeepAlive(request)
                        || request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0
                        || server.isClosing();
        Channel socket = stream ? channel.parent() : channel;
        boolean secure = socket.pipeline().get(SslHandler.class) != null;
        var parsed = Incoming.of(request, ctx.channel(), secure, config, server.routes());
        if (parsed instanceof Incoming.Refused refused) {
            // a body may follow that nobody wants
            closeAfter = closeAfter || refused.broken() || Incoming.announcesBody(request);
            refuse(ctx, refused.status(), refused.message(), refused.headers());
            return;
        }
        var accepted = (Incoming) parsed;
        incoming = accepted;
        state = State.ADMITTING;
        after(ctx, config.responseTimeout(), () -> undecided(ctx));
        admit(ctx, accepted);
    }

    private void admit(ChannelHandlerContext ctx, Incoming request) {
        try {
            request.route()
                    .authenticate(request.request())
                    .whenComplete(
                            (refusal, failure) ->
                                    loop.run(() -> admitted(ctx, request, refusal, failure)));
        } catch (Throwable e) {
            admitted(ctx, request, Optional.empty(), e);
        }
    }

    private void admitted(
            ChannelHandlerContext ctx,
            Incoming request,
            @Nullable Optional<HttpResponse> refusal,
            @Nullable Throwable failure) {
        if (state != State.ADMITTING || incoming != request) {
            return;
        }
        if (failure != null || refusal == null) {
            LOG.log(System.Logger.Level.ERROR, "the authentication of a route failed", failure);
            closeAfter = closeAfter || request.announcesBody();
            refuse(ctx, 500, "this server could not decide on the request");
        } else if (refusal.isPresent()) {
            closeAfter = closeAfter || request.announcesBody();
            answer(ctx, refusal.get());
        } else {
            if (request.expectsContinue()) {
                ctx.writeAndFlush(
                        new DefaultFullHttpResponse(
                                HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
            }
            body = new BoundedBytes(request.maxBodyBytes());
            state = State.READING;
            // a body has its own time, however long connection and route took before
            after(ctx, config.idleTimeout(), () -> idle(ctx));
            drain(ctx);
        }
    }

    private void read(ChannelHandlerContext ctx, HttpContent content) {
        Incoming request = incoming;
        BoundedBytes collected = body;
        if (request == null || collected == null) {
            return;
        }
        if (!content.decoderResult().isSuccess()) {
            closeAfter = true;
            refuse(ctx, 400, "the body of the request is malformed");
        } else if (!collected.add(content.content())) {
            closeAfter = true;
            refuse(ctx, 413, "the body is over the bound of " + request.maxBodyBytes() + " bytes");
        } else if (content instanceof LastHttpContent) {
            body = null;
            state = State.ANSWERING;
            dispatch(ctx, request, collected.toByteArray());
        }
    }

    private void dispatch(ChannelHandlerContext ctx, Incoming request, byte[] bytes) {
        var pending = new Reply(this, ctx, loop, request, bytes);
        reply = pending;
        after(
                ctx,
                config.responseTimeout(),
                () -> {
                    closeAfter = true;
                    pending.orElse(error(503, "this server did not answer in time"));
                });
        try {
            if (request.handler() instanceof HttpHandler.Upgrade upgrade) {
                upgrade.upgrade(pending.asUpgrade());
            } else if (request.handler() instanceof HttpHandler.Exchange exchange) {
                exchange.handle(pending.asExchange());
            }
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.ERROR, "a route failed", e);
            pending.orElse(error(500, "this server failed on the request"));
        }
    }

    HttpResponse error(int status, String message) {
        return config.errors().answer(status, message);
    }

    private void refuse(ChannelHandlerContext ctx, int status, String message) {
        refuse(ctx, status, message, io.patchbay.net.http.HttpHeaders.none());
    }

    private void refuse(
            ChannelHandlerContext ctx,
            int status,
            String message,
            io.patchbay.net.http.HttpHeaders more) {
        HttpResponse answer = error(status, message);
        for (var line : more.entries()) {
            answer = answer.with(line.name(), line.value());
        }
        answer(ctx, answer);
    }

    /** Writes a whole answer and goes on, or closes. On the loop. */
    void answer(ChannelHandlerContext ctx, HttpResponse answer) {
        boolean head = incoming != null && incoming.request().method().equals("HEAD");
        var message =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(answer.status()),
                        io.netty.buffer.Unpooled.wrappedBuffer(head ? new byte[0] : answer.body()));
        Headers.add(answer.headers(), message.headers());
        if (answer.status() != 204 && answer.status() != 304) {
            message.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        }
        setConnection(message.headers());
        ctx.writeAndFlush(message);
        answered(ctx);
    }

    void setConnection(io.netty.handler.codec.http.HttpHeaders headers) {
        if (closeAfter || server.isClosing()) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    /** The last byte of an answer was handed to the channel. On the loop. */
    void answered(ChannelHandlerContext ctx) {
        incoming = null;
        body = null;
        reply = null;
        if (closeAfter || server.isClosing()) {
            state = State.ENDING;
            stopTimer();
            if (stream) {
                ctx.close();
            } else {
                Lingering.close(ctx);
            }
        } else {
            awaitRequest(ctx);
            drain(ctx);
        }
    }

    /** An answer in pieces has begun: it may take as long as it wants. On the loop. */
    void streaming() {
        stopTimer();
    }

    /** Whether it is a stream of HTTP/2. */
    boolean isStream() {
        return stream;
    }

    /** The connection becomes a WebSocket, or one of HTTP/2. On the loop. */
    void upgraded() {
        stopTimer();
        state = State.ENDING;
        incoming = null;
        reply = null;
        releaseWaiting();
    }

    /** The server ends: at once between requests, else after the answer. On the loop. */
    void shutDown() {
        if (state == State.IDLE || state == State.READING) {
            channel.close();
        }
    }

    void closeAfterAnswer() {
        closeAfter = true;
    }

    NettyHttpServer server() {
        return server;
    }

    private void releaseWaiting() {
        while (!waiting.isEmpty()) {
            ReferenceCountUtil.release(waiting.remove());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopTimer();
        state = State.ENDING;
        releaseWaiting();
        if (reply != null) {
            reply.gone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.log(System.Logger.Level.DEBUG, () -> "a connection failed: " + Failures.line(cause));
        ctx.close();
    }
}
