package io.patchbay.bench.internal.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Writes long streams as fast as the socket takes them, and no faster. On the event loop. */
final class Outbox {

    /** Frames until the stream ends. */
    interface Stream {
        /** What comes next, or null at the end. */
        @Nullable ByteBuf next();
    }

    private final ChannelHandlerContext ctx;
    private final Queue<Stream> streams = new ArrayDeque<>();

    Outbox(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    /** Sends one event, behind the streams that run. */
    void say(String json) {
        if (streams.isEmpty()) {
            ctx.write(Wire.text(json), ctx.voidPromise());
            ctx.flush();
        } else {
            then(Wire.text(json));
        }
    }

    private void then(ByteBuf frame) {
        ByteBuf[] left = {frame};
        add(
                () -> {
                    ByteBuf now = left[0];
                    left[0] = null;
                    return now;
                });
    }

    /** Sends a stream after those that were added before. */
    void add(Stream stream) {
        streams.add(stream);
        pump();
    }

    /** Goes on as long as there is room. */
    void pump() {
        while (!streams.isEmpty() && ctx.channel().isWritable()) {
            ByteBuf next = streams.element().next();
            if (next == null) {
                streams.remove();
            } else {
                ctx.write(next, ctx.voidPromise());
            }
        }
        ctx.flush();
    }
}
