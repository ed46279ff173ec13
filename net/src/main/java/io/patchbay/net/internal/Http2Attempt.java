package io.patchbay.net.internal;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.fetch.ByteStream;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One extended CONNECT on a connection of its own: a line that breaks takes no other with it. Or,
 * where that is allowed, an upgrade of HTTP/1.1 when the server knows nothing better.
 */
final class Http2Attempt implements Dial.Outcome, Http2Connection.Waiting {

    private static final System.Logger LOG =
            System.getLogger(io.patchbay.net.fetch.UpgradeFetch.class.getName());

    private final HttpRequest request;
    private final Target target;
    private final NettyLoop loop;
    private final @Nullable Function<Duration, CompletionStage<UpgradeResponse>> older;
    private final Dial dial;
    private final CompletableFuture<UpgradeResponse> result = new CompletableFuture<>();
    private @Nullable Channel connection;
    private @Nullable Http2StreamChannel stream;
    private @Nullable Http2Answer answer;
    private @Nullable Http1Upgrade upgrade;

    /**
     * Prepares it.
     *
     * @param older makes another attempt over HTTP/1.1 in the time that is left; null where nothing
     *     but HTTP/2 will do
     */
    Http2Attempt(
            HttpRequest request,
            Target target,
            NettyLoop loop,
            @Nullable Function<Duration, CompletionStage<UpgradeResponse>> older) {
        this.request = request;
        this.target = target;
        this.loop = loop;
        this.older = older;
        this.dial =
                new Dial(loop, target, request.proxy(), request.tls(), request.timeout(), this)
                        .offering(
                                older == null
                                        ? List.of(Http2.ALPN)
                                        : List.of(Http2.ALPN, Http2.ALPN_HTTP_1_1));
    }

    CompletableFuture<UpgradeResponse> begin() {
        if (loop.inLoop()) {
            dial.start();
        } else {
            loop.execute(dial::start);
        }
        result.whenComplete(
                (answered, failure) -> {
                    if (result.isCancelled()) {
                        loop.run(
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
        connection = channel;
        if (target.secure() && !Dial.chosen(channel).equals(Http2.ALPN)) {
            if (older != null) {
                decided("HTTP/1.1, which the server chose in the TLS handshake");
                dial.phase("waiting for the server's answer");
                upgrade = new Http1Upgrade(target, request, this::answered, dial::fail);
                channel.pipeline().addLast(upgrade);
            } else {
                dial.fail(
                        new ConnectionException(
                                Kind.PROTOCOL,
                                target.hostAndPort()
                                        + " did not choose h2 in the TLS handshake (ALPN); switch"
                                        + " HTTP/2 on there, or take the fetch http1 or auto"));
            }
            return;
        }
        dial.phase("waiting for the server's HTTP/2 SETTINGS");
        Http2Connection.begin(channel, target, this);
    }

    @Override
    public void settings(Http2Settings settings) {
        Channel channel = connection;
        if (channel == null) {
            return;
        }
        if (!Boolean.TRUE.equals(settings.connectProtocolEnabled())) {
            withoutConnect(channel);
            return;
        }
        Long streams = settings.maxConcurrentStreams();
        if (streams != null && streams == 0) {
            dial.fail(
                    new ConnectionException(
                            Kind.PROTOCOL,
                            target.hostAndPort()
                                    + " allows no streams (SETTINGS_MAX_CONCURRENT_STREAMS is 0);"
                                    + " try later"));
            return;
        }
        decided("HTTP/2");
        dial.phase("waiting for the server's answer");
        var asking = new Http2Answer(target, request, this::answered, dial::fail);
        answer = asking;
        new Http2StreamChannelBootstrap(channel)
                .handler(asking)
                .open()
                .addListener(
                        opened -> {
                            if (opened.isSuccess()) {
                                stream = (Http2StreamChannel) opened.getNow();
                                stream.closeFuture().addListener(closed -> channel.close());
                            } else {
                                dial.fail(
                                        new ConnectionException(
                                                Kind.CLOSED,
                                                target.hostAndPort()
                                                        + " takes no stream: "
                                                        + Failures.line(opened.cause())));
                            }
                        });
    }

    /** RFC 8441, section 3: without the setting no such request may be sent. */
    private void withoutConnect(Channel channel) {
        if (older == null) {
            dial.fail(
                    new ConnectionException(
                            Kind.PROTOCOL,
                            target.hostAndPort()
                                    + " speaks HTTP/2, but no WebSocket over it (its SETTINGS lack"
                                    + " ENABLE_CONNECT_PROTOCOL); switch that on there, or take the"
                                    + " fetch http1 or auto"));
            return;
        }
        decided("HTTP/1.1 on another connection, since the server's HTTP/2 has no WebSocket");
        Duration left = dial.left();
        dial.done();
        connection = null;
        channel.close();
        CompletionStage<UpgradeResponse> other = older.apply(left);
        other.whenComplete(
                (answered, failure) -> {
                    if (failure != null) {
                        result.completeExceptionally(failure);
                    } else {
                        answered(answered);
                    }
                });
        result.whenComplete(
                (answered, failure) -> {
                    if (result.isCancelled()) {
                        other.toCompletableFuture().cancel(false);
                    }
                });
    }

    private void decided(String what) {
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "WebSocket to " + target.hostAndPort() + " goes over " + what);
    }

    private void answered(UpgradeResponse answered) {
        dial.done();
        ByteStream bytes = answered.bytes();
        if (bytes == null && connection != null) {
            end(connection); // a refusal needs no line any more
        }
        if (!result.complete(answered) && bytes != null) {
            bytes.abort(); // given up while it came
        }
    }

    private void end(Channel channel) {
        if (stream != null) {
            stream.close(); // which closes the connection behind it
        } else {
            channel.close();
        }
    }

    @Override
    public void broken(ConnectionException why) {
        dial.fail(why); // nothing happens where the stream was handed over: that one hears of it
    }

    @Override
    public void failed(ConnectionException why) {
        if (stream != null) {
            stream.close();
        }
        if (answer != null && answer.refuseNow()) {
            return;
        }
        UpgradeResponse begun = upgrade == null ? null : upgrade.begun();
        if (begun == null) {
            result.completeExceptionally(why);
        } else {
            result.complete(begun); // a refusal is one, even where its body was cut off
        }
    }
}
