package io.patchbay.net.internal;

import io.netty.channel.ChannelHandlerContext;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.IncomingRequest;
import io.patchbay.net.http.ResponseStream;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketUpgrade;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The one answer that a request gets, from whatever thread. */
final class Reply {

    private static final System.Logger LOG = System.getLogger("io.patchbay.net.http.HttpServer");

    private final ServerConnection connection;
    private final ChannelHandlerContext ctx;
    private final NettyLoop loop;
    private final Incoming incoming;
    private final byte[] body;
    private final AtomicBoolean given = new AtomicBoolean();
    private @Nullable Pieces pieces;
    private boolean gone;

    Reply(
            ServerConnection connection,
            ChannelHandlerContext ctx,
            NettyLoop loop,
            Incoming incoming,
            byte[] body) {
        this.connection = connection;
        this.ctx = ctx;
        this.loop = loop;
        this.incoming = incoming;
        this.body = body;
    }

    HttpExchange asExchange() {
        return new Exchange();
    }

    WebSocketUpgrade asUpgrade() {
        return new Upgrade();
    }

    /** Answers if nobody did. On the loop. */
    void orElse(HttpResponse answer) {
        if (given.compareAndSet(false, true)) {
            write(answer);
        }
    }

    /** The connection ended before the answer did. On the loop. */
    void gone() {
        gone = true;
        if (pieces != null) {
            pieces.gone();
        }
    }

    private void give(Runnable answer) {
        if (!given.compareAndSet(false, true)) {
            throw new IllegalStateException("the request was answered already");
        }
        loop.run(answer);
    }

    private void write(HttpResponse answer) {
        if (!gone) {
            connection.answer(ctx, answer);
        }
    }

    private final class Exchange implements HttpExchange {

        @Override
        public IncomingRequest request() {
            return incoming.request();
        }

        @Override
        public byte[] body() {
            return body;
        }

        @Override
        public SerialLoop loop() {
            return loop;
        }

        @Override
        public void respond(HttpResponse response) {
            give(() -> write(response));
        }

        @Override
        public void respond(CompletionStage<HttpResponse> response) {
            response.whenComplete(
                    (answer, failure) -> {
                        HttpResponse real = answer;
                        if (real == null) {
                            LOG.log(System.Logger.Level.ERROR, "a route failed", failure);
                            real = connection.error(500, "this server failed on the request");
                        }
                        HttpResponse written = real;
                        loop.run(() -> orElse(written));
                    });
        }

        @Override
        public ResponseStream stream(HttpResponse head) {
            boolean empty = incoming.request().method().equals("HEAD");
            var made = new Pieces(connection, ctx, loop, empty, incoming.http10());
            give(
                    () -> {
                        pieces = made;
                        if (gone) {
                            made.gone();
                        } else {
                            connection.streaming();
                            made.begin(head);
                        }
                    });
            return made;
        }
    }

    private final class Upgrade implements WebSocketUpgrade {

        @Override
        public IncomingRequest request() {
            return incoming.request();
        }

        @Override
        public List<String> subprotocols() {
            return ServerUpgrade.subprotocols(incoming.request());
        }

        @Override
        public SerialLoop loop() {
            return loop;
        }

        @Override
        public CompletionStage<WebSocketConnection> accept(
                Acceptance how, WebSocketListener listener) {
            how.subprotocol()
                    .filter(chosen -> !subprotocols().contains(chosen))
                    .ifPresent(
                            chosen -> {
                                throw new IllegalArgumentException(
                                        "the client did not offer this subprotocol");
                            });
            var result = new CompletableFuture<WebSocketConnection>();
            give(
                    () -> {
                        HttpResponse refusal =
                                ServerUpgrade.refusal(incoming.request(), connection.isStream());
                        if (gone) {
                            result.completeExceptionally(
                                    new ConnectionException(
                                            Kind.CLOSED, "the client is gone already"));
                        } else if (refusal != null) {
                            write(refusal);
                            result.completeExceptionally(
                                    new ConnectionException(
                                            Kind.PROTOCOL,
                                            "the client's upgrade is malformed: "
                                                    + refusal.text()));
                        } else {
                            ServerUpgrade.open(
                                    ctx,
                                    connection,
                                    loop,
                                    incoming.request(),
                                    how,
                                    listener,
                                    result);
                        }
                    });
            return result.minimalCompletionStage();
        }

        @Override
        public void reject(HttpResponse answer) {
            give(() -> write(answer));
        }
    }
}
