package io.patchbay.bench.internal.floor;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Netty's own WebSocket client with its checks of UTF-8 off: the I/O of every floor. Same kind of
 * event loop and same socket options as {@code io.patchbay.net} takes; all buffers are Netty's
 * defaults, as there.
 */
public final class BareSocket {

    private static final int LONGEST_MESSAGE = 16 << 20;

    private final Channel channel;

    private BareSocket(Channel channel) {
        this.channel = channel;
    }

    /** Event loops for bare sockets. */
    public static final class Loops implements AutoCloseable {
        private final boolean epoll;
        private final MultiThreadIoEventLoopGroup group;
        private final @Nullable SSLContext tls;

        /**
         * Starts the threads.
         *
         * @param epoll whether native; what the other side of the comparison uses
         */
        public Loops(int threads, boolean epoll) {
            this(threads, epoll, null);
        }

        /** Loops whose sockets are encrypted, by the JDK. */
        public static Loops overTls(int threads, boolean epoll, SSLContext tls) {
            return new Loops(threads, epoll, tls);
        }

        private Loops(int threads, boolean epoll, @Nullable SSLContext tls) {
            this.tls = tls;
            this.epoll = epoll;
            IoHandlerFactory handlers =
                    epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
            this.group = new MultiThreadIoEventLoopGroup(threads, handlers);
        }

        @Override
        public void close() {
            group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5_000);
        }
    }

    /**
     * Connects.
     *
     * @param messages gets the payload of each text message on the event loop, valid during the
     *     call
     */
    public static CompletionStage<BareSocket> connect(
            Loops loops, URI uri, Consumer<ByteBuf> messages) {
        CompletableFuture<BareSocket> opened = new CompletableFuture<>();
        WebSocketClientProtocolConfig config =
                WebSocketClientProtocolConfig.newBuilder()
                        .webSocketUri(uri)
                        .version(WebSocketVersion.V13)
                        .customHeaders(
                                new DefaultHttpHeaders().add("authorization", "Bearer bench"))
                        .maxFramePayloadLength(LONGEST_MESSAGE)
                        .withUTF8Validator(false)
                        .build();
        new Bootstrap()
                .group(loops.group)
                .channel(loops.epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel made) {
                                SSLContext tls = loops.tls;
                                if (tls != null) {
                                    made.pipeline().addLast(encryption(tls, uri));
                                }
                                made.pipeline()
                                        .addLast(
                                                new HttpClientCodec(),
                                                new HttpObjectAggregator(64 << 10),
                                                new WebSocketClientProtocolHandler(config),
                                                new End(opened, messages));
                            }
                        })
                .connect(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort())
                .addListener(
                        future -> {
                            if (!future.isSuccess()) {
                                opened.completeExceptionally(future.cause());
                            }
                        });
        return opened;
    }

    /** As {@code io.patchbay.net} sets it up, but for the thread of the handshake: the loop. */
    private static SslHandler encryption(SSLContext tls, URI uri) {
        SSLEngine engine = tls.createSSLEngine(uri.getHost(), uri.getPort());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return new SslHandler(engine);
    }

    /** The channel, for senders. */
    Channel channel() {
        return channel;
    }

    /** Sends one event. From any thread. */
    public void send(String json) {
        channel.writeAndFlush(new TextWebSocketFrame(json), channel.voidPromise());
    }

    /** Whether the socket stands. */
    public boolean isOpen() {
        return channel.isActive();
    }

    /** Closes the socket and waits until it is gone. */
    public void close() {
        channel.close().awaitUninterruptibly(5_000);
    }

    private static final class End extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<BareSocket> opened;
        private final Consumer<ByteBuf> messages;

        End(CompletableFuture<BareSocket> opened, Consumer<ByteBuf> messages) {
            this.opened = opened;
            this.messages = messages;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                opened.complete(new BareSocket(ctx.channel()));
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            try {
                if (message instanceof TextWebSocketFrame frame) {
                    messages.accept(frame.content());
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            opened.completeExceptionally(new IllegalStateException("the server closed"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            opened.completeExceptionally(cause);
            ctx.close();
        }
    }
}
