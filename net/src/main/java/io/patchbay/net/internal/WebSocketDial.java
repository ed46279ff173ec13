package io.patchbay.net.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaders;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.EventLoops;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketRequest;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** One attempt of a client to open a WebSocket connection. */
public final class WebSocketDial implements Dial.Outcome {

    private final WebSocketRequest request;
    private final Target target;
    private final NettyLoop loop;
    private final SerialLoop listenerLoop;
    private final WebSocketListener listener;
    private final Dial dial;
    private final CompletableFuture<WebSocketConnection> result = new CompletableFuture<>();
    private @Nullable ClientUpgrade upgrade;

    private WebSocketDial(
            WebSocketRequest request,
            Target target,
            NettyLoop loop,
            SerialLoop listenerLoop,
            WebSocketListener listener) {
        this.request = request;
        this.target = target;
        this.loop = loop;
        this.listenerLoop = listenerLoop;
        this.listener = listener;
        this.dial =
                new Dial(
                        loop,
                        target,
                        request.proxy(),
                        request.tls(),
                        request.connectTimeout(),
                        this);
    }

    /** Connects; the stage ends on {@code loop}. */
    public static CompletionStage<WebSocketConnection> connect(
            EventLoops loops,
            WebSocketRequest request,
            SerialLoop loop,
            WebSocketListener listener) {
        try {
            Target target = Target.of(request.uri(), "ws", request.allowPlain());
            NettyLoop on = NettyEventLoops.loopFor(loops, loop);
            return new WebSocketDial(request, target, on, loop, listener).begin();
        } catch (ConnectionException e) {
            return CompletableFuture.failedFuture(e);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(Dial.loopsClosed());
        }
    }

    private CompletionStage<WebSocketConnection> begin() {
        loop.eventLoop().execute(dial::start);
        result.whenComplete(
                (connection, failure) -> {
                    if (result.isCancelled()) {
                        loop.execute(
                                () ->
                                        dial.fail(
                                                new ConnectionException(
                                                        Kind.CLOSED, "the attempt was given up")));
                    }
                });
        return result;
    }

    @Override
    public void connected(Channel channel) {
        dial.phase("waiting for the server's answer");
        var handler =
                new ClientUpgrade(
                        target,
                        request,
                        (chosen, headers) -> end(channel, chosen, headers),
                        dial::fail);
        upgrade = handler;
        channel.pipeline().addLast(handler);
    }

    private ChannelInboundHandlerAdapter end(
            Channel channel, Optional<String> chosen, HttpHeaders headers) {
        dial.done();
        var terms =
                new NettyWebSocket.Terms(
                        chosen,
                        Headers.of(headers),
                        (InetSocketAddress) channel.remoteAddress(),
                        request.settings(),
                        true,
                        target.secure());
        return new WebSocketHandler(terms, loop, listenerLoop, listener, this::opened);
    }

    private void opened(WebSocketConnection connection) {
        if (!result.complete(connection)) {
            connection.abort(); // given up while it was being opened
        }
    }

    @Override
    public void failed(ConnectionException why) {
        ConnectionException known = upgrade == null ? why : upgrade.orStatus(why);
        if (listenerLoop == loop) {
            result.completeExceptionally(known);
            return;
        }
        try {
            listenerLoop.execute(() -> result.completeExceptionally(known));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(
                    known); // the caller's loop has ended: better here than never
        }
    }
}
