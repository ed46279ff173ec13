package io.patchbay.net.internal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.fetch.UpgradeResponse.Version;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends an extended CONNECT (RFC 8441, section 4) on a new stream and reads its answer. */
final class Http2Answer extends ChannelInboundHandlerAdapter {

    /** More than that before an answer are no information. */
    private static final int MOST_INFORMATIONAL = 16;

    /** What a handshake has in HTTP/1.1 alone (RFC 8441, section 5), and what travels apart. */
    private static final Set<String> DROPPED =
            Set.of("host", "sec-websocket-key", "sec-websocket-accept", "content-length");

    private final Target target;
    private final HttpRequest request;
    private final Consumer<UpgradeResponse> answered;
    private final Consumer<ConnectionException> failed;
    private final BoundedBytes body;
    private @Nullable HttpResponse head;
    private int informational;
    private boolean over;

    /**
     * Prepares the request.
     *
     * @param answered hears the answer, whose channel is in its stream
     */
    Http2Answer(
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
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(new DefaultHttp2HeadersFrame(connect(), false))
                .addListener(
                        written -> {
                            if (!written.isSuccess()) {
                                fail(
                                        Kind.CLOSED,
                                        " takes no stream: " + Failures.line(written.cause()));
                            }
                        });
    }

    private Http2Headers connect() {
        Http2Headers headers =
                new DefaultHttp2Headers()
                        .method("CONNECT")
                        .scheme(target.secure() ? "https" : "http")
                        .authority(target.authority())
                        .path(target.pathAndQuery());
        headers.set(
                Http2Headers.PseudoHeaderName.PROTOCOL.value(),
                request.headers().first("upgrade").orElse("websocket"));
        for (HttpHeaders.Header line : request.headers().entries()) {
            String name = Http2.lower(line.name());
            if (Http2.travels(name) && !DROPPED.contains(name)) {
                headers.add(name, line.value());
            }
        }
        return headers;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (over) {
                return;
            }
            if (message instanceof Http2HeadersFrame frame) {
                headers(ctx, frame);
            } else if (message instanceof Http2DataFrame data) {
                if (head == null) {
                    fail(Kind.PROTOCOL, " sends data before an answer, which HTTP/2 does not have");
                    return;
                }
                boolean more = body.add(data.content());
                if (!more || data.isEndStream()) {
                    refuse(head);
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void headers(ChannelHandlerContext ctx, Http2HeadersFrame frame) {
        if (head != null) {
            if (frame.isEndStream()) {
                refuse(head); // these were trailers
            }
            return;
        }
        int status = status(frame.headers());
        if (status == 101 || status < 100 || status > 599) {
            // RFC 9113, section 8.6 has no 101
            fail(
                    Kind.PROTOCOL,
                    status < 0
                            ? " answers without a status"
                            : " answers " + status + ", which HTTP/2 does not have");
        } else if (status < 200) {
            if (frame.isEndStream() || ++informational > MOST_INFORMATIONAL) {
                fail(Kind.PROTOCOL, " sends informational answers (" + status + ") alone");
            }
        } else if (status < 300) {
            if (frame.isEndStream()) {
                fail(Kind.PROTOCOL, " agreed (" + status + ") and ended the stream at once");
            } else {
                over = true;
                agreed(ctx, status, of(frame.headers()));
            }
        } else {
            head = new HttpResponse(status, of(frame.headers()), new byte[0]);
            if (frame.isEndStream()) {
                refuse(head);
            }
        }
    }

    private void agreed(ChannelHandlerContext ctx, int status, HttpHeaders headers) {
        var stream =
                new ChannelStream(
                        ctx.channel(),
                        (InetSocketAddress) ctx.channel().remoteAddress(),
                        target.secure());
        ctx.pipeline().addLast(stream);
        ctx.pipeline().replace(this, null, new Http2Bytes());
        answered.accept(UpgradeResponse.upgraded(Version.HTTP_2, status, headers, stream));
        stream.hold();
    }

    private static int status(Http2Headers headers) {
        CharSequence status = headers.status();
        return status == null || !status.toString().matches("[0-9]{3}")
                ? -1
                : Integer.parseInt(status.toString());
    }

    private static HttpHeaders of(Http2Headers headers) {
        var lines = new ArrayList<HttpHeaders.Header>(headers.size());
        for (Map.Entry<CharSequence, CharSequence> line : headers) {
            String name = line.getKey().toString();
            if (!name.startsWith(":")) {
                lines.add(new HttpHeaders.Header(name, line.getValue().toString()));
            }
        }
        return HttpHeaders.of(lines);
    }

    /** Ends with the refusal as far as it has come; false when none has. On the loop. */
    boolean refuseNow() {
        if (head == null || over) {
            return false;
        }
        refuse(head);
        return true;
    }

    private void refuse(HttpResponse known) {
        over = true;
        answered.accept(
                UpgradeResponse.refused(
                        Version.HTTP_2,
                        new HttpResponse(known.status(), known.headers(), body.toByteArray())));
    }

    private void fail(Kind kind, String what) {
        if (!over) {
            over = true;
            failed.accept(new ConnectionException(kind, target.hostAndPort() + what));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame reset) {
            if (!refuseNow()) {
                fail(
                        Kind.CLOSED,
                        " reset the stream before it opened the WebSocket ("
                                + Http2Bytes.name(reset.errorCode())
                                + ")"
                                + hint(reset.errorCode()));
            }
        } else if (event instanceof Http2GoAwayFrame) {
            ReferenceCountUtil.release(event); // the connection's own handler tells of it
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private static String hint(long code) {
        if (code == Http2Error.HTTP_1_1_REQUIRED.code()) {
            return "; take HTTP/1.1 there (fetch http1, or auto)";
        }
        if (code == Http2Error.REFUSED_STREAM.code()
                || code == Http2Error.ENHANCE_YOUR_CALM.code()) {
            return "; it has too much to do, try later";
        }
        return "";
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!refuseNow()) {
            fail(Kind.CLOSED, " closed the stream before it opened the WebSocket");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(Kind.PROTOCOL, " does not keep to HTTP/2: " + Failures.line(cause));
    }
}
