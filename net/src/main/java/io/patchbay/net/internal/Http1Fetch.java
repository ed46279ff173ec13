package io.patchbay.net.internal;

import io.netty.channel.Channel;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.http.HttpRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/**
 * The fetch {@code http1}: an upgrade over HTTP/1.1, on a connection of its own, with the request's
 * proxy and trust.
 */
@Component(
        service = UpgradeFetch.class,
        property = {"name=" + Http1Fetch.NAME, "service.ranking:Integer=-100"})
public final class Http1Fetch implements LoopFetch {

    static final String NAME = "http1";

    /** For containers and {@link java.util.ServiceLoader}. */
    public Http1Fetch() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public CompletableFuture<UpgradeResponse> fetch(HttpRequest request, SerialLoop loop) {
        if (!(loop instanceof NettyLoop own)) {
            return CompletableFuture.failedFuture(
                    new ConnectionException(
                            Kind.INVALID,
                            "the fetch http1 needs a loop of EventLoops; take EventLoops.next()"));
        }
        try {
            Target target = Target.of(request.uri(), "http", request.allowPlain());
            return new Attempt(request, target, own).begin();
        } catch (ConnectionException e) {
            return CompletableFuture.failedFuture(e);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(Dial.loopsClosed());
        }
    }

    /** One request, on its way. */
    private static final class Attempt implements Dial.Outcome {

        private final HttpRequest request;
        private final Target target;
        private final NettyLoop loop;
        private final Dial dial;
        private final CompletableFuture<UpgradeResponse> result = new CompletableFuture<>();
        private @Nullable Http1Upgrade upgrade;

        Attempt(HttpRequest request, Target target, NettyLoop loop) {
            this.request = request;
            this.target = target;
            this.loop = loop;
            this.dial =
                    new Dial(loop, target, request.proxy(), request.tls(), request.timeout(), this);
        }

        CompletableFuture<UpgradeResponse> begin() {
            if (loop.inLoop()) {
                dial.start();
            } else {
                loop.execute(dial::start);
            }
            result.whenComplete(
                    (answer, failure) -> {
                        if (result.isCancelled()) {
                            loop.run(() -> dial.fail(givenUp()));
                        }
                    });
            return result;
        }

        private static ConnectionException givenUp() {
            return new ConnectionException(Kind.CLOSED, "the attempt was given up");
        }

        @Override
        public void connected(Channel channel) {
            dial.phase("waiting for the server's answer");
            upgrade = new Http1Upgrade(target, request, this::answered, dial::fail);
            channel.pipeline().addLast(upgrade);
        }

        private void answered(UpgradeResponse answer) {
            dial.done();
            if (!result.complete(answer) && answer.bytes() != null) {
                answer.bytes().abort(); // given up while it came
            }
        }

        @Override
        public void failed(ConnectionException why) {
            UpgradeResponse begun = upgrade == null ? null : upgrade.begun();
            if (begun == null) {
                result.completeExceptionally(why);
            } else {
                result.complete(begun); // a refusal is one, even where its body was cut off
            }
        }
    }
}
