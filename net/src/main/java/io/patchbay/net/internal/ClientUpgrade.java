package io.patchbay.net.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.websocket.WebSocketRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The client's side of the upgrade (RFC 6455, section 4.1); then puts the next handler there. */
final class ClientUpgrade extends ChannelInboundHandlerAdapter {

    private static final int LONGEST_BODY = 8192;

    private final Target target;
    private final WebSocketRequest request;
    private final BiFunction<Optional<String>, HttpHeaders, ChannelInboundHandlerAdapter> next;
    private final Consumer<ConnectionException> failed;
    private final HttpClientCodec codec = HttpCodecs.client();
    private final String key = newKey();
    private final BoundedBytes body = new BoundedBytes(LONGEST_BODY);
    private @Nullable HttpResponse answer;

    /**
     * Prepares the upgrade.
     *
     * @param next makes the handler of the open connection from the chosen subprotocol and the
     *     answer's headers
     */
    ClientUpgrade(
            Target target,
            WebSocketRequest request,
            BiFunction<Optional<String>, HttpHeaders, ChannelInboundHandlerAdapter> next,
            Consumer<ConnectionException> failed) {
        this.target = target;
        this.request = request;
        this.next = next;
        this.failed = failed;
    }

    private static String newKey() {
        byte[] nonce = new byte[16];
        ThreadLocalRandom.current().nextBytes(nonce);
        return Base64.getEncoder().encodeToString(nonce);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.pipeline().addBefore(ctx.name(), null, codec);
        var get =
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1,
                        HttpMethod.GET,
                        target.pathAndQuery(),
                        Unpooled.EMPTY_BUFFER);
        HttpHeaders headers = get.headers();
        Headers.add(request.headers(), headers);
        headers.set(HttpHeaderNames.HOST, target.authority());
        headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        headers.set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        headers.set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key);
        if (!request.subprotocols().isEmpty()) {
            headers.set(
                    HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL,
                    String.join(", ", request.subprotocols()));
        }
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
        if (!response.decoderResult().isSuccess()) {
            fail(
                    ctx,
                    new ConnectionException(
                            Kind.PROTOCOL,
                            target.hostAndPort()
                                    + " does not answer in HTTP; check the address and port"));
            return;
        }
        int status = response.status().code();
        if (status < 200 && status != 101) {
            return; // informational: the answer is still to come
        }
        answer = response;
    }

    private void content(ChannelHandlerContext ctx, HttpContent content, HttpResponse response) {
        if (response.status().code() != 101) {
            if (!body.add(content.content()) || content instanceof LastHttpContent) {
                fail(ctx, refused(response.status().code()));
            }
        } else if (content instanceof LastHttpContent) {
            String wrong = check(response.headers());
            if (wrong == null) {
                open(ctx, response.headers());
            } else {
                fail(
                        ctx,
                        new ConnectionException(Kind.PROTOCOL, target.hostAndPort() + " " + wrong));
            }
        }
    }

    private @Nullable String check(HttpHeaders headers) {
        if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !headers.containsValue(
                        HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            return "switched to something that is not WebSocket";
        }
        if (!Accept.of(key).equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT))) {
            return "gave the wrong proof of the WebSocket handshake; is a cache in between?";
        }
        if (headers.contains(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS)) {
            return "chose a WebSocket extension that was not offered";
        }
        String chosen = headers.get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        if (chosen != null && !request.subprotocols().contains(chosen)) {
            return "chose a subprotocol that was not offered";
        }
        return null;
    }

    private void open(ChannelHandlerContext ctx, HttpHeaders headers) {
        var chosen = Optional.ofNullable(headers.get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL));
        var handler = next.apply(chosen, headers);
        codec.removeOutboundHandler(); // the listener may send while it is told of the connection
        ctx.pipeline().replace(this, null, handler);
        ctx.pipeline().remove(codec); // hands on what came with the answer
    }

    private ConnectionException refused(int status) {
        return new ConnectionException(
                Kind.HTTP_STATUS,
                target.hostAndPort()
                        + " answered "
                        + status
                        + " instead of opening a WebSocket; "
                        + hint(status),
                status,
                new String(body.toByteArray(), StandardCharsets.UTF_8));
    }

    private static String hint(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> "redirects are not followed, use the final address";
            case 401, 403 -> "check the credentials";
            case 404 -> "check the path";
            case 407 -> "check the proxy's credentials";
            case 426 -> "it wants another protocol version";
            case 429 -> "it has too many requests, try later";
            default -> status >= 500 ? "it is in trouble, try later" : "check the request";
        };
    }

    /** What to say when the time is over: the status, if one came. */
    ConnectionException orStatus(ConnectionException why) {
        return answer != null && answer.status().code() != 101
                ? refused(answer.status().code())
                : why;
    }

    private void fail(ChannelHandlerContext ctx, ConnectionException why) {
        failed.accept(why);
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        failed.accept(
                orStatus(
                        new ConnectionException(
                                Kind.CLOSED,
                                target.hostAndPort()
                                        + " closed the connection before it opened the"
                                        + " WebSocket")));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(
                ctx,
                new ConnectionException(
                        Kind.CLOSED,
                        "the connection to "
                                + target.hostAndPort()
                                + " failed: "
                                + Failures.line(cause)));
    }
}
