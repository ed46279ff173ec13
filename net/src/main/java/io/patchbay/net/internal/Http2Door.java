package io.patchbay.net.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.patchbay.net.http.HttpServerConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of a connection that speaks HTTP/2: lets streams in, each to be served like a
 * connection of HTTP/1.1, and ends it when it is idle or a nuisance. On the connection's loop.
 */
final class Http2Door extends ChannelInboundHandlerAdapter {

    private static final System.Logger LOG = System.getLogger("io.patchbay.net.http.HttpServer");

    /** What a client may send on a stream before it was read; more than audio ever needs. */
    private static final int STREAM_WINDOW = 512 << 10;

    /** The same for all streams of a connection: what one client can make this server hold. */
    private static final int CONNECTION_WINDOW = 2 << 20;

    /** Streams that a client may reset in {@link #FLOOD_SECONDS} (CVE-2023-44487). */
    private static final int MOST_RESETS = 200;

    /** SETTINGS, PING and the like in that time: each costs an answer. */
    private static final int MOST_CONTROL_FRAMES = 500;

    private static final int FLOOD_SECONDS = 30;

    private final NettyHttpServer server;
    private final HttpServerConfig config;
    private final NettyLoop loop;
    private final Channel channel;
    private final Map<Channel, ServerConnection> streams = new HashMap<>();

    private @Nullable ScheduledFuture<?> idle;
    private long windowBegan = System.nanoTime();
    private int controlFrames;

    private Http2Door(NettyHttpServer server, NettyLoop loop, Channel channel) {
        this.server = server;
        this.config = server.config();
        this.loop = loop;
        this.channel = channel;
    }

    /** Speaks HTTP/2 on a channel from here on. */
    static void open(NettyHttpServer server, NettyLoop loop, Channel channel) {
        var door = new Http2Door(server, loop, channel);
        channel.pipeline().addLast(door.codec(), door.multiplexer(), door);
        channel.write(new DefaultHttp2WindowUpdateFrame(CONNECTION_WINDOW - Http2.FIRST_WINDOW));
        door.awaitStream();
        server.upgraded(channel, door);
    }

    private Http2FrameCodec codec() {
        return Http2FrameCodecBuilder.forServer()
                .initialSettings(
                        Http2Settings.defaultSettings()
                                .connectProtocolEnabled(true)
                                .maxConcurrentStreams(config.maxStreams())
                                .initialWindowSize(STREAM_WINDOW)
                                .maxHeaderListSize(
                                        config.maxHeaderBytes() + config.maxRequestLineBytes()))
                .decoderEnforceMaxRstFramesPerWindow(MOST_RESETS, FLOOD_SECONDS)
                .headerSensitivityDetector((name, value) -> Http2.isSecret(name))
                .gracefulShutdownTimeoutMillis(config.shutdownTimeout().toMillis())
                .build();
    }

    private Http2MultiplexHandler multiplexer() {
        return new Http2MultiplexHandler(
                new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        admit(stream);
                    }
                });
    }

    private void admit(Channel stream) {
        if (!streams.isEmpty() && !server.oneMore()) {
            stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM));
            stream.close();
            return;
        }
        if (idle != null) {
            idle.cancel(false);
        }
        var connection = new ServerConnection(server, loop, stream, true);
        streams.put(stream, connection);
        stream.closeFuture().addListener(closed -> left(stream));
        stream.pipeline().addLast(new Http2Requests(config), connection);
    }

    private void left(Channel stream) {
        streams.remove(stream);
        if (streams.isEmpty()) {
            awaitStream();
        } else {
            server.oneLess();
        }
    }

    private void awaitStream() {
        if (server.isClosing() || !channel.isActive()) {
            channel.close();
            return;
        }
        idle =
                channel.eventLoop()
                        .schedule(
                                () -> {
                                    channel.close();
                                },
                                config.idleTimeout().toNanos(),
                                TimeUnit.NANOSECONDS);
    }

    /** The server ends: no more streams, and those that are up end by themselves. On the loop. */
    void shutDown() {
        channel.close(); // says GOAWAY, and waits for the streams as long as the server does
        Map.copyOf(streams).values().forEach(ServerConnection::shutDown);
    }

    /** Ends without waiting. Any thread. */
    void drop() {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first != null) { // else it has ended meanwhile
            first.close();
        }
    }

    /** Frames that belong to no stream. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
        long now = System.nanoTime();
        if (now - windowBegan > TimeUnit.SECONDS.toNanos(FLOOD_SECONDS)) {
            windowBegan = now;
            controlFrames = 0;
        }
        if (++controlFrames == MOST_CONTROL_FRAMES) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a connection of HTTP/2 sends too many control frames, and is closed");
            ctx.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM))
                    .addListener(written -> drop());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (idle != null) {
            idle.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "a connection of HTTP/2 failed: " + Failures.line(cause));
        if (!(cause instanceof Http2Exception)) {
            ctx.close(); // else the codec says GOAWAY with the reason, and closes
        }
    }
}
