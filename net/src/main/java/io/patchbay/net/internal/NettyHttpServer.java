package io.patchbay.net.internal;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.patchbay.net.EventLoops;
import io.patchbay.net.TlsIdentity;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServer;
import io.patchbay.net.http.HttpServerConfig;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;

/** A listening socket, its connections, and its routes. */
public final class NettyHttpServer implements HttpServer {

    private static final int BACKLOG = 1024;
    private static final long HARD_CLOSE_SECONDS = 2;

    private volatile HttpServerConfig config;
    private final NettyEventLoops loops;
    private final Routes routes = new Routes();
    private final Channel listening;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final Map<Channel, ServerConnection> speakingHttp = new ConcurrentHashMap<>();
    private final Map<Channel, Http2Door> speakingHttp2 = new ConcurrentHashMap<>();
    private final Map<Channel, WebSocketConnection> webSockets = new ConcurrentHashMap<>();

    private NettyHttpServer(
            HttpServerConfig config, NettyEventLoops loops, Collection<? extends HttpRoute> initial)
            throws IOException {
        this.config = config;
        this.loops = loops;
        initial.forEach(routes::add);
        this.listening = bind();
    }

    /** Binds and serves. */
    public static HttpServer start(
            HttpServerConfig config, EventLoops loops, Collection<? extends HttpRoute> routes)
            throws IOException {
        return new NettyHttpServer(config, (NettyEventLoops) loops, routes);
    }

    private Channel bind() throws IOException {
        String where = config.host() + ":" + config.port();
        var address = new InetSocketAddress(InetAddress.getByName(config.host()), config.port());
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(loops.group())
                        .channelFactory(loops.serverChannels())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, false)
                        .childHandler(initializer())
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + where + ": " + Failures.line(bound.cause()),
                    bound.cause());
        }
        return bound.channel();
    }

    private ChannelHandler initializer() {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                NettyLoop loop = loops.loopOf(channel.eventLoop());
                HttpServerConfig now = config;
                boolean http2 = now.http2() && Http2.isAvailable();
                now.tls().ifPresent(identity -> channel.pipeline().addLast(tls(identity, http2)));
                var connection = new ServerConnection(NettyHttpServer.this, loop, channel, false);
                if (http2) {
                    channel.pipeline()
                            .addLast(new Http2Preface(NettyHttpServer.this, loop, connection));
                }
                channel.pipeline().addLast(HttpCodecs.server(now), connection);
            }
        };
    }

    private SslHandler tls(TlsIdentity identity, boolean http2) {
        SSLEngine engine = identity.context().createSSLEngine();
        engine.setUseClientMode(false);
        if (http2) {
            var parameters = engine.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {Http2.ALPN, Http2.ALPN_HTTP_1_1});
            engine.setSSLParameters(parameters);
        }
        return new SslHandler(engine, loops.handshaking());
    }

    HttpServerConfig config() {
        return config;
    }

    /** Limits and identity for the connections that come from now on; the address stays. */
    void configure(HttpServerConfig newest) {
        config = newest;
    }

    /** Puts these in place of all routes, at once. */
    void replace(Collection<? extends HttpRoute> all) {
        routes.replace(all);
    }

    Routes routes() {
        return routes;
    }

    boolean isClosing() {
        return closing.get();
    }

    /** Counts a connection; false when there are too many. */
    boolean opened(ServerConnection connection, Channel channel) {
        int now = open.incrementAndGet();
        channel.closeFuture()
                .addListener(
                        closed -> {
                            speakingHttp.remove(channel);
                            speakingHttp2.remove(channel);
                            webSockets.remove(channel);
                            oneLess();
                        });
        if (now > config.maxConnections() || closing.get()) {
            return false;
        }
        speakingHttp.put(channel, connection);
        return true;
    }

    /** Counts a request or WebSocket that shares a connection; false when there are too many. */
    boolean oneMore() {
        if (open.incrementAndGet() > config.maxConnections()) {
            oneLess();
            return false;
        }
        return true;
    }

    /** The end of what was counted. */
    void oneLess() {
        if (open.decrementAndGet() == 0 && closing.get()) {
            drained.complete(null);
        }
    }

    /** A connection turned out to be one of HTTP/2. */
    void upgraded(Channel channel, Http2Door door) {
        speakingHttp.remove(channel);
        if (channel.isOpen()) {
            speakingHttp2.put(channel, door);
        }
        if (closing.get()) {
            door.shutDown();
        }
    }

    /** A connection, or a stream of one, became a WebSocket. */
    void upgraded(Channel channel, WebSocketConnection connection) {
        speakingHttp.remove(channel);
        if (channel.isOpen()) {
            webSockets.put(channel, connection);
            channel.closeFuture().addListener(closed -> webSockets.remove(channel));
        }
        if (closing.get()) {
            goAway(connection);
        }
    }

    private static void goAway(WebSocketConnection connection) {
        connection.close(WebSocketClose.GOING_AWAY, "the server ends");
    }

    @Override
    public int port() {
        return address().getPort();
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    @Override
    public int connections() {
        return open.get();
    }

    @Override
    public void add(HttpRoute route) {
        routes.add(route);
    }

    @Override
    public boolean remove(HttpRoute route) {
        return routes.remove(route);
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        listening.close();
        speakingHttp.forEach(
                (channel, connection) -> channel.eventLoop().execute(() -> connection.shutDown()));
        speakingHttp2.forEach((channel, door) -> channel.eventLoop().execute(door::shutDown));
        webSockets.values().forEach(NettyHttpServer::goAway);
        if (open.get() == 0) {
            drained.complete(null);
        }
        if (loops.inLoop()) {
            loops.group()
                    .next()
                    .schedule(
                            this::closeHard,
                            config.shutdownTimeout().toNanos(),
                            TimeUnit.NANOSECONDS);
            return;
        }
        listening.closeFuture().awaitUninterruptibly(HARD_CLOSE_SECONDS, TimeUnit.SECONDS);
        if (!awaitDrained(config.shutdownTimeout().toMillis())) {
            closeHard();
            awaitDrained(TimeUnit.SECONDS.toMillis(HARD_CLOSE_SECONDS));
        }
    }

    private void closeHard() {
        speakingHttp.keySet().forEach(Channel::close);
        speakingHttp2.values().forEach(Http2Door::drop);
        webSockets.keySet().forEach(Channel::close);
    }

    private boolean awaitDrained(long millis) {
        try {
            drained.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
