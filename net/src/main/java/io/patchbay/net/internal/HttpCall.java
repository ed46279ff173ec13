package io.patchbay.net.internal;

import io.netty.channel.Channel;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.EventLoops;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/** One call of the HTTP client, on a connection of its own. */
public final class HttpCall implements Dial.Outcome {

    private final HttpRequest request;
    private final Target target;
    private final NettyLoop loop;
    private final SerialLoop callerLoop;
    private final Dial dial;
    private final CompletableFuture<HttpResponse> result = new CompletableFuture<>();

    private HttpCall(HttpRequest request, Target target, NettyLoop loop, SerialLoop callerLoop) {
        this.request = request;
        this.target = target;
        this.loop = loop;
        this.callerLoop = callerLoop;
        this.dial = new Dial(loop, target, request.proxy(), request.tls(), request.timeout(), this);
    }

    /** Makes the call; the stage ends on {@code loop}. */
    public static CompletionStage<HttpResponse> send(
            EventLoops loops, HttpRequest request, SerialLoop loop) {
        try {
            Target target = Target.of(request.uri(), "http", request.allowPlain());
            NettyLoop on = NettyEventLoops.loopFor(loops, loop);
            var call = new HttpCall(request, target, on, loop);
            on.eventLoop().execute(call.dial::start);
            return call.result.minimalCompletionStage();
        } catch (ConnectionException e) {
            return CompletableFuture.failedStage(e);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedStage(Dial.loopsClosed());
        }
    }

    @Override
    public void connected(Channel channel) {
        dial.phase("waiting for the answer");
        channel.pipeline().addLast(new HttpAnswer(target, request, this::answered, dial::fail));
    }

    private void answered(HttpResponse response) {
        dial.done();
        onCallerLoop(() -> result.complete(response));
    }

    @Override
    public void failed(ConnectionException why) {
        onCallerLoop(() -> result.completeExceptionally(why));
    }

    private void onCallerLoop(Runnable end) {
        if (callerLoop == loop) {
            end.run();
            return;
        }
        try {
            callerLoop.execute(end);
        } catch (RejectedExecutionException e) {
            end.run(); // the caller's loop has ended: better here than never
        }
    }
}
