package io.patchbay.net.internal;

import io.netty.util.concurrent.ScheduledFuture;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.EventLoops;
import io.patchbay.net.fetch.ByteStream;
import io.patchbay.net.fetch.MessageStream;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketRequest;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a client to open a WebSocket connection through a fetch. Whatever the fetch does,
 * the attempt ends, at its deadline at the latest, and an answer that comes later is dropped.
 */
public final class WebSocketAttempt {

    private final UpgradeFetch through;
    private final WebSocketRequest request;
    private final Target target;
    private final NettyLoop loop;
    private final SerialLoop listenerLoop;
    private final WebSocketListener listener;
    private final Handshake handshake;
    private final CompletableFuture<WebSocketConnection> result = new CompletableFuture<>();
    private final Runnable onShutdown = this::shutDown;

    private boolean over;
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable CompletableFuture<UpgradeResponse> fetching;

    private WebSocketAttempt(
            UpgradeFetch through,
            WebSocketRequest request,
            Target target,
            NettyLoop loop,
            SerialLoop listenerLoop,
            WebSocketListener listener) {
        this.through = through;
        this.request = request;
        this.target = target;
        this.loop = loop;
        this.listenerLoop = listenerLoop;
        this.listener = listener;
        this.handshake =
                new Handshake(request, target, name(through), through instanceof LoopFetch);
    }

    private static String name(UpgradeFetch through) {
        try {
            return String.valueOf(through.name());
        } catch (RuntimeException | LinkageError e) {
            return through.getClass().getName();
        }
    }

    /** Connects; the stage ends on {@code loop}. */
    public static CompletionStage<WebSocketConnection> connect(
            EventLoops loops,
            UpgradeFetch through,
            WebSocketRequest request,
            SerialLoop loop,
            WebSocketListener listener) {
        try {
            Target target = Target.of(request.uri(), "ws", request.allowPlain());
            NettyLoop on = NettyEventLoops.loopFor(loops, loop);
            return new WebSocketAttempt(through, request, target, on, loop, listener).begin();
        } catch (ConnectionException e) {
            return CompletableFuture.failedFuture(e);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(Dial.loopsClosed());
        }
    }

    private CompletionStage<WebSocketConnection> begin() {
        loop.execute(this::ask);
        result.whenComplete(
                (connection, failure) -> {
                    if (result.isCancelled()) {
                        loop.run(this::finish);
                    }
                });
        return result;
    }

    private void ask() {
        if (over) {
            return;
        }
        loop.onShutdown(onShutdown);
        if (through instanceof LoopFetch) {
            fetch(); // before the timer: its own deadline is the same, and says more
            if (!over) {
                startTimer();
            }
            return;
        }
        startTimer();
        try {
            loop.owner().fetching().execute(this::fetch); // which may take its time
        } catch (RejectedExecutionException e) {
            fail(
                    new ConnectionException(
                            Kind.CLOSED, "too many connects at once, or the loops were closed"));
        }
    }

    private void startTimer() {
        long nanos = request.connectTimeout().toNanos();
        timer = loop.eventLoop().schedule(this::timedOut, nanos, TimeUnit.NANOSECONDS);
    }

    private void shutDown() {
        fail(Dial.loopsClosed());
    }

    private void timedOut() {
        fail(handshake.noAnswer());
    }

    private void fetch() {
        try {
            CompletableFuture<UpgradeResponse> answer = through.fetch(handshake.request(), loop);
            loop.run(() -> await(answer));
        } catch (Throwable e) {
            loop.run(() -> fail(handshake.failed(e)));
        }
    }

    private void await(@Nullable CompletableFuture<UpgradeResponse> answer) {
        if (answer == null) {
            fail(handshake.nothing("returned null"));
            return;
        }
        fetching = answer;
        if (over) {
            giveUp(answer);
        }
        try {
            answer.whenComplete(this::answered);
        } catch (RuntimeException | LinkageError e) {
            fail(handshake.failed(e)); // a future of the fetch's own making
        }
    }

    /** On whatever thread the fetch likes. */
    private void answered(@Nullable UpgradeResponse answer, @Nullable Throwable failure) {
        if (loop.inLoop()) {
            take(answer, failure);
            return;
        }
        try {
            loop.execute(() -> take(answer, failure));
        } catch (RejectedExecutionException e) {
            drop(answer);
        }
    }

    private void take(@Nullable UpgradeResponse answer, @Nullable Throwable failure) {
        if (over || result.isCancelled()) {
            drop(answer);
        } else if (failure != null) {
            fail(handshake.failed(failure));
        } else if (answer == null) {
            fail(handshake.nothing("answered null"));
        } else {
            ConnectionException wrong = handshake.check(answer);
            if (wrong == null) {
                open(answer);
            } else {
                fail(wrong);
                drop(answer);
            }
        }
    }

    private void open(UpgradeResponse answer) {
        end();
        ByteStream bytes = answer.bytes();
        MessageStream messages = answer.messages();
        if (bytes instanceof ChannelStream channel) {
            channel.handOver(handler(answer, channel.remote(), channel.secure()));
        } else if (bytes != null) {
            new StreamChannel(bytes, loop).open(handler(answer, target.unresolved(), true));
        } else if (messages != null) {
            new MessageLine(
                            messages,
                            terms(answer, target.unresolved(), true),
                            loop,
                            listenerLoop,
                            listener)
                    .open(this::opened);
        }
    }

    private WebSocketHandler handler(
            UpgradeResponse answer, InetSocketAddress remote, boolean secure) {
        return new WebSocketHandler(
                terms(answer, remote, secure), loop, listenerLoop, listener, this::opened);
    }

    private NettyWebSocket.Terms terms(
            UpgradeResponse answer, InetSocketAddress remote, boolean secure) {
        return new NettyWebSocket.Terms(
                Handshake.subprotocol(answer.headers()),
                answer.headers(),
                remote,
                request.settings(),
                true,
                secure);
    }

    private void opened(WebSocketConnection connection) {
        if (!result.complete(connection)) {
            connection.abort(); // given up while it was being opened
        }
    }

    // ---- the end of the attempt

    private void end() {
        over = true;
        loop.notOnShutdown(onShutdown);
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Nobody waits any more. */
    private void finish() {
        if (!over) {
            end();
            if (fetching != null) {
                giveUp(fetching);
            }
        }
    }

    private static void giveUp(CompletableFuture<UpgradeResponse> answer) {
        try {
            answer.cancel(true);
        } catch (RuntimeException | LinkageError e) {
            Foreign.failed("giving up a fetch", e);
        }
    }

    private static void drop(@Nullable UpgradeResponse answer) {
        if (answer == null) {
            return;
        }
        ByteStream bytes = answer.bytes();
        MessageStream messages = answer.messages();
        try {
            if (bytes != null) {
                bytes.abort();
            }
            if (messages != null) {
                messages.abort();
            }
        } catch (RuntimeException | LinkageError e) {
            Foreign.failed("dropping a stream", e);
        }
    }

    private void fail(ConnectionException why) {
        if (over) {
            return;
        }
        finish();
        if (listenerLoop == loop) {
            result.completeExceptionally(why);
            return;
        }
        try {
            listenerLoop.execute(() -> result.completeExceptionally(why));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(why); // the caller's loop has ended: better than never
        }
    }
}
