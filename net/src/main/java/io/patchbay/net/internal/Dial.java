package io.patchbay.net.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.ProxySettings;
import io.patchbay.net.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to get a channel to a target: name, TCP, proxy, TLS, under one deadline that also
 * covers what the owner does with the channel until {@link #done()}.
 *
 * <p>Everything happens on the given loop. The outcome hears once: connected, then perhaps failed
 * when the deadline passes or the owner fails; or failed alone.
 */
final class Dial {

    /** What becomes of the attempt; called on the loop. */
    interface Outcome {

        /** The line stands; handlers added now miss nothing. */
        void connected(Channel channel);

        /** It came to nothing; the channel, if there was one, is being closed. */
        void failed(ConnectionException why);
    }

    private final NettyLoop loop;
    private final Target target;
    private final Optional<ProxySettings> proxy;
    private final TlsSettings tls;
    private final Duration timeout;
    private final Outcome outcome;

    private long deadline;
    private String phase = "starting";
    private boolean over;
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable Channel channel;
    private @Nullable SSLContext context;
    private @Nullable ProxyTunnel tunnel;
    private List<String> protocols = List.of();

    Dial(
            NettyLoop loop,
            Target target,
            Optional<ProxySettings> proxy,
            TlsSettings tls,
            Duration timeout,
            Outcome outcome) {
        this.loop = loop;
        this.target = target;
        this.proxy = proxy;
        this.tls = tls;
        this.timeout = timeout;
        this.outcome = outcome;
    }

    /**
     * Offers these application protocols in the TLS handshake (RFC 7301), the preferred one first.
     * Before the start.
     */
    Dial offering(List<String> alpn) {
        protocols = alpn;
        return this;
    }

    /**
     * The protocol that the server chose of those offered; empty without TLS, and where the server
     * knows nothing of such a choice. On the loop, once connected.
     */
    static String chosen(Channel connected) {
        SslHandler tls = connected.pipeline().get(SslHandler.class);
        String chosen = tls == null ? null : tls.engine().getApplicationProtocol();
        return chosen == null ? "" : chosen;
    }

    /** What is left until the deadline; nothing when it has passed. On the loop. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    /** Begins. On the loop. */
    void start() {
        deadline = System.nanoTime() + timeout.toNanos();
        timer = loop.eventLoop().schedule(this::timedOut, timeout.toNanos(), TimeUnit.NANOSECONDS);
        String host = proxy.map(ProxySettings::host).orElse(target.host());
        int port = proxy.map(ProxySettings::port).orElse(target.port());
        phase = "looking up " + host;
        InetAddress literal = Target.literal(host);
        if (literal != null && !target.secure()) {
            connect(new InetAddress[] {literal}, 0, port);
        } else {
            try {
                loop.owner().resolving().execute(() -> resolve(host, port));
            } catch (RejectedExecutionException e) {
                fail(
                        new ConnectionException(
                                Kind.CLOSED,
                                "too many connects at once, or the loops were closed"));
            }
        }
    }

    /**
     * Begins with an address that was found already; the host of the target is what a certificate
     * must name. On the loop.
     */
    void startAt(InetAddress address) {
        deadline = System.nanoTime() + timeout.toNanos();
        timer = loop.eventLoop().schedule(this::timedOut, timeout.toNanos(), TimeUnit.NANOSECONDS);
        var addresses = new InetAddress[] {address};
        if (!target.secure()) {
            connect(addresses, 0, target.port());
            return;
        }
        phase = "reading the trust store";
        try {
            loop.owner().resolving().execute(() -> connectWithTrust(addresses, target.port()));
        } catch (RejectedExecutionException e) {
            fail(new ConnectionException(Kind.CLOSED, "the loops are closed, or too busy"));
        }
    }

    /** The failure of whoever comes after the loops were closed. */
    static ConnectionException loopsClosed() {
        return new ConnectionException(Kind.CLOSED, "the event loops were closed");
    }

    /** What is being waited for, for the message of the deadline. On the loop. */
    void phase(String now) {
        phase = now;
    }

    /** Ends the deadline: the owner has what it wanted. On the loop. */
    void done() {
        over = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Gives up with a reason; nothing happens when it is over already. On the loop. */
    void fail(ConnectionException why) {
        if (over) {
            return;
        }
        done();
        if (channel != null) {
            channel.close();
        }
        outcome.failed(why);
    }

    private void timedOut() {
        ConnectionException refused = tunnel == null ? null : tunnel.refused();
        if (refused != null) {
            fail(refused); // a refusal is one, even where its body was cut off
            return;
        }
        fail(
                new ConnectionException(
                        Kind.TIMEOUT,
                        "no connection to "
                                + target.hostAndPort()
                                + " within "
                                + timeout.toMillis()
                                + " ms; gave up while "
                                + phase));
    }

    /** On a thread that may block. */
    private void resolve(String host, int port) {
        try {
            connectWithTrust(InetAddress.getAllByName(host), port);
        } catch (UnknownHostException e) {
            failLater(
                    Kind.DNS,
                    "the host name " + host + " is unknown; check the name and the network");
        }
    }

    /** On a thread that may block: the trust store is read when it is needed. */
    private void connectWithTrust(InetAddress[] addresses, int port) {
        try {
            SSLContext ready = target.secure() ? tls.context() : null;
            loop.eventLoop()
                    .execute(
                            () -> {
                                context = ready;
                                connect(addresses, 0, port);
                            });
        } catch (GeneralSecurityException | IOException e) {
            failLater(Kind.TLS, "the trust store cannot be used: " + Failures.line(e));
        }
    }

    private void failLater(Kind kind, String message) {
        loop.eventLoop().execute(() -> fail(new ConnectionException(kind, message)));
    }

    private void connect(InetAddress[] addresses, int index, int port) {
        if (over) {
            return;
        }
        var address = new InetSocketAddress(addresses[index], port);
        phase = "connecting to " + (proxy.isPresent() ? "the proxy" : target.hostAndPort());
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        // an address that swallows packets must leave time for the next one
        long share = Math.max(1, left / (addresses.length - index));
        ChannelFuture connecting =
                new Bootstrap()
                        .group(loop.eventLoop())
                        .channelFactory(loop.owner().clientChannels())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_KEEPALIVE, true)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int) Math.min(Integer.MAX_VALUE, share))
                        .handler(new ChannelInboundHandlerAdapter())
                        .connect(address);
        channel = connecting.channel();
        connecting.addListener(
                future -> {
                    if (over) {
                        connecting.channel().close();
                    } else if (future.isSuccess()) {
                        connected(connecting.channel());
                    } else if (index + 1 < addresses.length) {
                        connect(addresses, index + 1, port);
                    } else {
                        String where =
                                proxy.map(p -> "the proxy " + p.host() + ":" + p.port())
                                        .orElse(target.hostAndPort());
                        fail(Failures.ofConnect(future.cause(), where, timeout));
                    }
                });
    }

    private void connected(Channel connected) {
        if (proxy.isEmpty()) {
            secure(connected);
            return;
        }
        phase = "waiting for the proxy";
        var asking =
                new ProxyTunnel(
                        proxy.get(), target.hostAndPort(), () -> secure(connected), this::fail);
        tunnel = asking;
        connected.pipeline().addLast(asking);
    }

    private void secure(Channel connected) {
        SSLContext ssl = context;
        if (ssl == null) {
            established(connected);
            return;
        }
        phase = "waiting for the TLS handshake";
        SSLEngine engine = ssl.createSSLEngine(target.host(), target.port());
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // verifies the host name
        parameters.setApplicationProtocols(protocols.toArray(String[]::new));
        engine.setSSLParameters(parameters);
        var handler = new SslHandler(engine, loop.owner().handshaking());
        handler.setHandshakeTimeoutMillis(0); // the deadline covers it
        connected
                .pipeline()
                .addLast(
                        handler,
                        new TlsWait(
                                () -> established(connected),
                                cause -> fail(Failures.ofTls(cause, target))));
    }

    private void established(Channel connected) {
        if (!over) {
            outcome.connected(connected);
        }
    }
}
