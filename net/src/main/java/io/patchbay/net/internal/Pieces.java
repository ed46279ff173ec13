package io.patchbay.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.patchbay.net.BacklogException;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.ResponseStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** An answer in pieces. State on the loop; what waits is counted from any thread. */
final class Pieces implements ResponseStream {

    private static final long MOST_WAITING = 4L << 20;

    private final ServerConnection connection;
    private final ChannelHandlerContext ctx;
    private final NettyLoop loop;
    private final boolean withoutBody;
    private final boolean http10;
    private final AtomicLong waiting = new AtomicLong();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private boolean over;

    Pieces(
            ServerConnection connection,
            ChannelHandlerContext ctx,
            NettyLoop loop,
            boolean withoutBody,
            boolean http10) {
        this.connection = connection;
        this.ctx = ctx;
        this.loop = loop;
        this.withoutBody = withoutBody;
        this.http10 = http10;
    }

    void begin(HttpResponse head) {
        var message =
                new DefaultHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(head.status()));
        Headers.add(head.headers(), message.headers());
        if (http10) {
            connection.closeAfterAnswer(); // the end of the line is the end of the body
        } else {
            message.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        connection.setConnection(message.headers());
        ctx.write(message);
        if (head.body().length > 0 && !withoutBody) {
            ctx.write(new DefaultHttpContent(Unpooled.wrappedBuffer(head.body())));
        }
        ctx.flush();
    }

    @Override
    public CompletionStage<Void> write(ByteBuffer piece) {
        int bytes = piece.remaining();
        long before = waiting.getAndAdd(bytes);
        if (before > 0 && before + bytes > MOST_WAITING) {
            waiting.addAndGet(-bytes);
            return CompletableFuture.failedStage(new BacklogException(before, MOST_WAITING));
        }
        byte[] copy = new byte[bytes];
        piece.get(piece.position(), copy);
        var receipt = new CompletableFuture<Void>();
        loop.run(
                () -> {
                    if (over) {
                        waiting.addAndGet(-bytes);
                        receipt.completeExceptionally(closed());
                    } else if (bytes == 0 || withoutBody) {
                        waiting.addAndGet(-bytes);
                        receipt.complete(null); // an empty chunk would end the body
                    } else {
                        write(Unpooled.wrappedBuffer(copy), receipt);
                    }
                });
        return receipt.minimalCompletionStage();
    }

    private void write(ByteBuf piece, CompletableFuture<Void> receipt) {
        int bytes = piece.readableBytes();
        ctx.writeAndFlush(new DefaultHttpContent(piece))
                .addListener(
                        written -> {
                            waiting.addAndGet(-bytes);
                            if (written.isSuccess()) {
                                receipt.complete(null);
                            } else {
                                receipt.completeExceptionally(closed());
                            }
                        });
    }

    private static ConnectionException closed() {
        return new ConnectionException(Kind.CLOSED, "not sent: the answer is over");
    }

    @Override
    public CompletionStage<Void> ended() {
        return ended.minimalCompletionStage();
    }

    @Override
    public void close() {
        loop.run(
                () -> {
                    if (over) {
                        return;
                    }
                    over = true;
                    ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
                            .addListener(written -> ended.complete(null));
                    connection.answered(ctx);
                });
    }

    /** The connection ended. On the loop. */
    void gone() {
        over = true;
        ended.complete(null);
    }
}
