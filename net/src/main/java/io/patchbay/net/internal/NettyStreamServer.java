package io.patchbay.net.internal;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.TlsIdentity;
import io.patchbay.net.socket.StreamConnection;
import io.patchbay.net.socket.StreamServer;
import io.patchbay.net.socket.StreamSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** A listening socket whose connections all live on one event loop. */
public final class NettyStreamServer implements StreamServer {

    private static final System.Logger LOG = System.getLogger(StreamServer.class.getName());
    private static final int BACKLOG = 1024;

    private final NettyLoop loop;
    private final Acceptor acceptor;
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();
    private final Channel listening;
    private volatile StreamSettings settings;
    private volatile boolean closed;

    private NettyStreamServer(
            NettyLoop loop, InetSocketAddress local, StreamSettings settings, Acceptor acceptor)
            throws IOException {
        this.loop = loop;
        this.settings = settings;
        this.acceptor = acceptor;
        this.listening = bind(local);
    }

    /** Listens. */
    public static StreamServer open(
            SerialLoop loop, InetSocketAddress local, StreamSettings settings, Acceptor acceptor)
            throws IOException {
        if (local.isUnresolved()) {
            throw new BindException("no such host: " + local.getHostString());
        }
        return new NettyStreamServer(NettyStream.own(loop), local, settings, acceptor);
    }

    private Channel bind(InetSocketAddress local) throws IOException {
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(loop.eventLoop())
                        .channelFactory(loop.owner().serverChannels())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childHandler(initializer())
                        .bind(local)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var failure =
                    new BindException(
                            "cannot listen on " + local + ": " + Failures.line(bound.cause()));
            failure.initCause(bound.cause());
            throw failure;
        }
        return bound.channel();
    }

    private ChannelHandler initializer() {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new Newcomer());
            }
        };
    }

    /** A connection that has just been accepted; it becomes a stream, or goes. */
    private final class Newcomer extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            Channel channel = ctx.channel();
            StreamSettings settings = NettyStreamServer.this.settings;
            StreamConnection.Listener listener =
                    closed || open.size() >= settings.maxConnections() ? null : ask(channel);
            if (listener == null) {
                ctx.close();
                return;
            }
            open.add(channel);
            channel.closeFuture().addListener(gone -> open.remove(channel));
            TlsIdentity identity = settings.identity().orElse(null);
            var stream = new NettyStream(channel, settings, identity != null, listener);
            if (identity == null) {
                stream.open();
            } else {
                channel.pipeline()
                        .addLast(
                                tls(identity),
                                new TlsWait(
                                        stream::open,
                                        cause ->
                                                stream.failed(
                                                        "no TLS with "
                                                                + stream.remoteAddress()
                                                                + ": "
                                                                + Failures.line(cause))));
            }
            ctx.pipeline().remove(this);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    private StreamConnection.@Nullable Listener ask(Channel channel) {
        try {
            return acceptor.onConnection((InetSocketAddress) channel.remoteAddress());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the acceptor of a stream failed", e);
            return null;
        }
    }

    private SslHandler tls(TlsIdentity identity) {
        SSLEngine engine = identity.context().createSSLEngine();
        engine.setUseClientMode(false);
        var handler = new SslHandler(engine, loop.owner().handshaking());
        handler.setHandshakeTimeoutMillis(settings.connectTimeout().toMillis());
        return handler;
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    @Override
    public void settings(StreamSettings now) {
        settings = Objects.requireNonNull(now, "settings");
    }

    @Override
    public int connections() {
        return open.size();
    }

    @Override
    public void close() {
        closed = true;
        listening.close();
        open.forEach(Channel::close);
    }
}
