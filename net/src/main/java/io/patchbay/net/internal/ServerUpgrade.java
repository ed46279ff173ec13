package io.patchbay.net.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.IncomingRequest;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketUpgrade.Acceptance;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The server's side of the upgrade (RFC 6455, section 4.2). */
final class ServerUpgrade {

    private ServerUpgrade() {}

    static List<String> subprotocols(IncomingRequest request) {
        var offered = new ArrayList<String>();
        for (String line : request.headers().all("sec-websocket-protocol")) {
            for (String protocol : line.split(",")) {
                if (!protocol.isBlank()) {
                    offered.add(protocol.strip());
                }
            }
        }
        return List.copyOf(offered);
    }

    /** The answer to a request that is no correct upgrade, or null when it is. */
    static @Nullable HttpResponse refusal(IncomingRequest request, boolean stream) {
        if (!request.headers().first("sec-websocket-version").orElse("").strip().equals("13")) {
            return HttpResponse.text(426, "WebSocket version 13 is spoken here")
                    .with("sec-websocket-version", "13");
        }
        if (stream) {
            return null; // HTTP/2 has no key (RFC 8441, section 5)
        }
        String key = request.headers().first("sec-websocket-key").orElse("").strip();
        try {
            if (Base64.getDecoder().decode(key).length == 16) {
                return null;
            }
        } catch (IllegalArgumentException e) {
            return HttpResponse.text(400, "the header sec-websocket-key is no base64");
        }
        return HttpResponse.text(400, "the header sec-websocket-key has not 16 bytes");
    }

    /** Answers 101, or 200 over HTTP/2, and puts the WebSocket in place of HTTP. On the loop. */
    static void open(
            ChannelHandlerContext ctx,
            ServerConnection connection,
            NettyLoop loop,
            IncomingRequest request,
            Acceptance how,
            WebSocketListener listener,
            CompletableFuture<WebSocketConnection> result) {
        boolean stream = connection.isStream();
        ctx.writeAndFlush(stream ? agreement(how) : agreement(how, request));
        connection.upgraded();
        var terms =
                new NettyWebSocket.Terms(
                        how.subprotocol(),
                        request.headers(),
                        request.remote(),
                        how.settings(),
                        false,
                        request.secure());
        var pipeline = ctx.pipeline();
        NettyHttpServer server = connection.server();
        var handler =
                new WebSocketHandler(
                        terms,
                        loop,
                        loop,
                        listener,
                        open -> {
                            server.upgraded(ctx.channel(), open);
                            result.complete(open);
                        });
        if (stream) {
            Http2Bytes.takeOver(pipeline);
            pipeline.replace(connection, null, handler);
            ctx.channel().config().setAutoRead(true);
            return;
        }
        var codec = pipeline.get(HttpServerCodec.class);
        codec.removeOutboundHandler(); // the listener may send while it is told of the connection
        pipeline.replace(connection, null, handler);
        pipeline.remove(codec); // hands on what it has not decoded
        ctx.channel().config().setAutoRead(true);
    }

    private static io.netty.handler.codec.http.HttpResponse agreement(
            Acceptance how, IncomingRequest request) {
        var answer =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.SWITCHING_PROTOCOLS,
                        Unpooled.EMPTY_BUFFER);
        var headers = answer.headers();
        Headers.add(how.headers(), headers);
        headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        String key = request.headers().first("sec-websocket-key").orElse("").strip();
        headers.set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, Accept.of(key));
        how.subprotocol()
                .ifPresent(chosen -> headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, chosen));
        return answer;
    }

    /** RFC 8441, section 5: a plain success, without a proof. */
    private static io.netty.handler.codec.http.HttpResponse agreement(Acceptance how) {
        var answer = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        Headers.add(how.headers(), answer.headers());
        how.subprotocol()
                .ifPresent(
                        chosen ->
                                answer.headers()
                                        .set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, chosen));
        return answer;
    }
}
