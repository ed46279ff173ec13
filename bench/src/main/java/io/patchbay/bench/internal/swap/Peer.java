package io.patchbay.bench.internal.swap;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The far end of all calls: a realtime server whose model speaks in numbered frames and calls
 * tools, and which checks what it is sent. One thread serves all lines of all calls.
 */
final class Peer implements AutoCloseable {

    private static final String PATH = "/v1/realtime";
    private static final String CALL = "bench_call=";

    private final MultiThreadIoEventLoopGroup loop;
    private final Channel channel;
    private final Map<String, FarEnd> calls = new ConcurrentHashMap<>();
    private volatile boolean refusing;

    private Peer() {
        loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        channel =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel child) {
                                        child.pipeline()
                                                .addLast(
                                                        new HttpServerCodec(),
                                                        new Door(),
                                                        new HttpObjectAggregator(64 << 10),
                                                        upgrade(),
                                                        new WebSocketWire(Peer.this));
                                    }
                                })
                        .bind("127.0.0.1", 0)
                        .syncUninterruptibly()
                        .channel();
    }

    static Peer start() {
        return new Peer();
    }

    private static WebSocketServerProtocolHandler upgrade() {
        return new WebSocketServerProtocolHandler(
                WebSocketServerProtocolConfig.newBuilder()
                        .websocketPath(PATH)
                        .checkStartsWith(true)
                        .subprotocols("realtime")
                        .maxFramePayloadLength(1 << 22)
                        .withUTF8Validator(false)
                        .build());
    }

    /** Says no to new lines while the server refuses them. */
    private final class Door extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (refusing && message instanceof HttpRequest) {
                ReferenceCountUtil.release(message);
                ctx.writeAndFlush(
                                new DefaultFullHttpResponse(
                                        HttpVersion.HTTP_1_1,
                                        HttpResponseStatus.SERVICE_UNAVAILABLE))
                        .addListener(ChannelFutureListener.CLOSE);
            } else {
                ctx.fireChannelRead(message);
            }
        }
    }

    /** The address at which {@code call} is known. */
    URI uri(String call) {
        int port = ((InetSocketAddress) channel.localAddress()).getPort();
        return URI.create("ws://127.0.0.1:" + port + PATH + "?" + CALL + call);
    }

    /** Expects a call. */
    FarEnd expect(String call, FarEnd end) {
        calls.put(call, end);
        return end;
    }

    /** The call is over. */
    void forget(String call) {
        calls.remove(call);
    }

    FarEnd call(String requestUri) {
        // a relay may let nothing through but the model
        String parameter = requestUri.contains(CALL) ? CALL : "model=";
        int from = requestUri.indexOf(parameter) + parameter.length();
        int to = requestUri.indexOf('&', from);
        String call = requestUri.substring(from, to < 0 ? requestUri.length() : to);
        FarEnd end = calls.get(call);
        if (end == null) {
            throw new IllegalStateException("nobody expects the call " + call);
        }
        return end;
    }

    /**
     * The far end of a pipe.
     *
     * @param client hears this end
     * @return hears the client
     */
    Consumer<byte @Nullable []> pipe(String address, Consumer<byte @Nullable []> client) {
        EventLoop thread = loop.next();
        PipeWire wire = new PipeWire(thread, client);
        thread.execute(
                () -> {
                    if (refusing) {
                        wire.cut();
                    } else {
                        wire.open(call(address), address);
                    }
                });
        return wire::hears;
    }

    /** From now on, whether new lines are refused. */
    void refuse(boolean on) {
        refusing = on;
    }

    /** Runs on the peer's thread. */
    void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
