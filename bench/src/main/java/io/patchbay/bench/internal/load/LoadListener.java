package io.patchbay.bench.internal.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** The load server's socket: bare Netty, so that what is measured is not its own peer. */
public final class LoadListener implements AutoCloseable {

    private static final String PATH = "/v1/realtime";
    private static final int LONGEST_MESSAGE = 16 << 20;

    private final MultiThreadIoEventLoopGroup loop;
    private final Channel channel;
    private final String scheme;

    private LoadListener(MultiThreadIoEventLoopGroup loop, Channel channel, String scheme) {
        this.loop = loop;
        this.channel = channel;
        this.scheme = scheme;
    }

    /**
     * Listens on 127.0.0.1; all connections share one thread.
     *
     * @param port 0 for a free one
     */
    public static LoadListener start(int port) {
        return start(port, (SSLContext) null);
    }

    /** The same over TLS, and over nothing else. */
    public static LoadListener start(int port, SelfSigned identity) {
        return start(port, identity.context());
    }

    private static LoadListener start(int port, @Nullable SSLContext tls) {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        var loop = new MultiThreadIoEventLoopGroup(1, handlers);
        LoadLine.Shared shared = LoadLine.Shared.create();
        Channel channel =
                new ServerBootstrap()
                        .group(loop)
                        .channel(
                                epoll
                                        ? EpollServerSocketChannel.class
                                        : NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, 1_024)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(512 << 10, 1 << 20))
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel child) {
                                        if (tls != null) {
                                            child.pipeline().addLast(encryption(tls));
                                        }
                                        child.pipeline()
                                                .addLast(
                                                        new HttpServerCodec(),
                                                        new HttpObjectAggregator(64 << 10),
                                                        upgrade(),
                                                        new LoadLine(shared));
                                    }
                                })
                        .bind("127.0.0.1", port)
                        .syncUninterruptibly()
                        .channel();
        return new LoadListener(loop, channel, tls == null ? "ws" : "wss");
    }

    private static SslHandler encryption(SSLContext tls) {
        SSLEngine engine = tls.createSSLEngine();
        engine.setUseClientMode(false);
        return new SslHandler(engine);
    }

    private static WebSocketServerProtocolHandler upgrade() {
        return new WebSocketServerProtocolHandler(
                WebSocketServerProtocolConfig.newBuilder()
                        .websocketPath(PATH)
                        .checkStartsWith(true)
                        .subprotocols("realtime")
                        .maxFramePayloadLength(LONGEST_MESSAGE)
                        .withUTF8Validator(false)
                        .build());
    }

    /** Where it listens. */
    public String url() {
        int port = ((InetSocketAddress) channel.localAddress()).getPort();
        return scheme + "://127.0.0.1:" + port + PATH;
    }

    /** Waits until it is closed. */
    public void await() throws InterruptedException {
        channel.closeFuture().sync();
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    }
}
