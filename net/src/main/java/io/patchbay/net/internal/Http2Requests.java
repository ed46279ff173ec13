package io.patchbay.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.patchbay.net.http.HttpServerConfig;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one stream: a request of HTTP/2 looks like one of HTTP/1.1 to what stands
 * behind, and its answer is written back. An extended CONNECT (RFC 8441) looks like the upgrade
 * that it stands for.
 */
final class Http2Requests extends ChannelDuplexHandler {

    private static final int NOT_IMPLEMENTED = 501;

    private final HttpServerConfig config;
    private boolean asked;
    private boolean requestEnded;
    private boolean closing;
    private @Nullable ChannelPromise last;
    private @Nullable ScheduledFuture<?> farewell;

    Http2Requests(HttpServerConfig config) {
        this.config = config;
    }

    // ---- the request

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Http2HeadersFrame frame) {
            requestEnded |= frame.isEndStream();
            if (!asked) {
                asked = true;
                begin(ctx, frame);
            } else if (frame.isEndStream() && !closing) {
                ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
            }
        } else if (message instanceof Http2DataFrame data) {
            requestEnded |= data.isEndStream();
            ByteBuf content = data.content(); // with the frame's one reference
            if (closing) {
                content.release();
            } else {
                ctx.fireChannelRead(
                        data.isEndStream()
                                ? new DefaultLastHttpContent(content)
                                : new DefaultHttpContent(content));
            }
        } else {
            ReferenceCountUtil.release(message); // frames of unknown kinds mean nothing
        }
    }

    private void begin(ChannelHandlerContext ctx, Http2HeadersFrame frame) {
        Http2Headers headers = frame.headers();
        CharSequence method = headers.method();
        CharSequence protocol = headers.get(Http2Headers.PseudoHeaderName.PROTOCOL.value());
        boolean connect = HttpMethod.CONNECT.name().contentEquals(method == null ? "" : method);
        if (method == null
                || headers.path() == null && (!connect || protocol != null)
                || protocol != null && !connect) {
            // malformed (RFC 9113, section 8.1.1; RFC 8441, section 4)
            reset(ctx, Http2Error.PROTOCOL_ERROR);
            return;
        }
        if (protocol != null && !HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(protocol)) {
            answerAlone(ctx, NOT_IMPLEMENTED);
            return;
        }
        if (protocol != null && frame.isEndStream()) {
            answerAlone(ctx, 400); // a WebSocket whose client has ended before it began
            return;
        }
        HttpRequest request;
        try {
            request = request(headers, method.toString(), protocol != null, frame.isEndStream());
        } catch (IllegalArgumentException e) {
            answerAlone(ctx, 400); // a name or value that no header can have
            return;
        }
        if (request.uri().length() > config.maxRequestLineBytes()) {
            answerAlone(ctx, 414);
            return;
        }
        ctx.fireChannelRead(request);
        if (protocol != null || frame.isEndStream()) {
            ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    private static HttpRequest request(
            Http2Headers headers, String method, boolean upgrade, boolean ended) {
        CharSequence path = headers.path();
        var request =
                new DefaultHttpRequest(
                        HttpVersion.HTTP_1_1,
                        HttpMethod.valueOf(upgrade ? "GET" : method),
                        path == null ? "*" : path.toString());
        HttpHeaders lines = request.headers();
        for (Map.Entry<CharSequence, CharSequence> line : headers) {
            CharSequence name = line.getKey();
            if (name.charAt(0) == ':' || !Http2.travels(name)) {
                continue;
            }
            String before =
                    HttpHeaderNames.COOKIE.contentEquals(name)
                            ? lines.get(HttpHeaderNames.COOKIE)
                            : null;
            if (before == null) {
                lines.add(name, line.getValue());
            } else { // came in crumbs (RFC 9113, section 8.2.3)
                lines.set(HttpHeaderNames.COOKIE, before + "; " + line.getValue());
            }
        }
        CharSequence authority = headers.authority();
        if (authority != null) {
            lines.set(HttpHeaderNames.HOST, authority);
        }
        if (upgrade) {
            lines.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
            lines.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
            lines.remove(HttpHeaderNames.CONTENT_LENGTH);
        } else if (!ended && !lines.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            lines.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        return request;
    }

    private void answerAlone(ChannelHandlerContext ctx, int status) {
        last = ctx.newPromise();
        ctx.writeAndFlush(
                new DefaultHttp2HeadersFrame(
                        new DefaultHttp2Headers().status(Integer.toString(status)), true),
                last);
        close(ctx, ctx.newPromise());
    }

    private void reset(ChannelHandlerContext ctx, Http2Error why) {
        closing = true;
        ctx.writeAndFlush(new DefaultHttp2ResetFrame(why)).addListener(written -> ctx.close());
    }

    // ---- the answer

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            var whole =
                    message instanceof LastHttpContent content && response.status().code() >= 200
                            ? content
                            : null;
            if (whole == null || !whole.content().isReadable()) {
                ReferenceCountUtil.release(message);
                ctx.write(
                        new DefaultHttp2HeadersFrame(headers(response), whole != null),
                        whole == null ? promise : last(promise));
            } else {
                ctx.write(new DefaultHttp2HeadersFrame(headers(response), false));
                ctx.write(new DefaultHttp2DataFrame(whole.content(), true), last(promise));
            }
        } else if (message instanceof LastHttpContent content) {
            ctx.write(new DefaultHttp2DataFrame(content.content(), true), last(promise));
        } else if (message instanceof HttpContent content) {
            ctx.write(new DefaultHttp2DataFrame(content.content(), false), promise);
        } else {
            ctx.write(message, promise);
        }
    }

    private ChannelPromise last(ChannelPromise promise) {
        ChannelPromise kept = promise.unvoid();
        last = kept;
        return kept;
    }

    private static Http2Headers headers(HttpResponse response) {
        Http2Headers headers =
                new DefaultHttp2Headers().status(Integer.toString(response.status().code()));
        for (Map.Entry<String, String> line : response.headers()) {
            String name = Http2.lower(line.getKey());
            if (Http2.travels(name)) {
                headers.add(name, line.getValue());
            }
        }
        return headers;
    }

    /**
     * Whole answers go out as far as the far end takes them, for the time that a connection may be
     * idle; what is not whole is reset.
     */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
        if (last == null) {
            closing = true;
            ctx.close();
        } else if (!closing && last != null) {
            closing = true;
            farewell =
                    ctx.executor()
                            .schedule(
                                    () -> {
                                        // Netty thinks that it is over with what was written
                                        if (requestEnded) {
                                            ctx.writeAndFlush(
                                                    new DefaultHttp2ResetFrame(Http2Error.CANCEL));
                                        }
                                        ctx.close();
                                    },
                                    config.idleTimeout().toNanos(),
                                    TimeUnit.NANOSECONDS);
            ctx.channel().config().setAutoRead(true); // what still comes is let go
            if (!requestEnded) {
                // nobody wants the rest (RFC 9113, section 8.1)
                last.addListener(written -> reset(ctx, Http2Error.NO_ERROR));
            }
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame) {
            closing = true; // the channel closes next
            return;
        }
        ctx.fireUserEventTriggered(event);
    }

    /**
     * What a client does wrong on a stream: Netty resets it next, with the very error, and counts.
     * Who closes before that would take it off the count (CVE-2025-8671).
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof Http2Exception) {
            closing = true;
            return;
        }
        ctx.fireExceptionCaught(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (farewell != null) {
            farewell.cancel(false);
        }
        ctx.fireChannelInactive();
    }
}
