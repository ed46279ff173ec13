package io.patchbay.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a stream of HTTP/2 carry bytes, as RFC 8441, section 5 has it: DATA is what a socket reads
 * and writes, END_STREAM is its orderly end, RST_STREAM its loss. Behind it stands what stands
 * behind a socket otherwise.
 *
 * <p>No byte is copied. A stream that both sides have ended is closed by Netty.
 */
final class Http2Bytes extends ChannelDuplexHandler implements Outlet {

    /** How long the far end may take to end its side after ours. */
    private static final long FAREWELL_SECONDS = 1;

    private volatile boolean dropping;
    private boolean closing;
    private boolean ended;
    private boolean farEnded;
    private boolean reset;
    private @Nullable ScheduledFuture<?> farewell;

    /** Bytes go both ways from here on, where a request was read and answered. */
    static void takeOver(ChannelPipeline pipeline) {
        pipeline.replace(Http2Requests.class, null, new Http2Bytes());
    }

    @Override
    public Object message(ByteBuf bytes) {
        return new DefaultHttp2DataFrame(bytes, false);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof Http2DataFrame data && data.isEndStream()) {
            ended = true;
        }
        ctx.write(message instanceof ByteBuf bytes ? message(bytes) : message, promise);
    }

    @Override
    public void end(Channel channel) {
        channel.writeAndFlush(new DefaultHttp2DataFrame(true));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Http2DataFrame data) {
            boolean last = data.isEndStream();
            if (closing || !data.content().isReadable()) {
                data.release();
            } else {
                ctx.fireChannelRead(data.content()); // with the frame's one reference
            }
            if (last) {
                farEnded(ctx);
            }
            return;
        }
        boolean last = message instanceof Http2HeadersFrame trailers && trailers.isEndStream();
        ReferenceCountUtil.release(message); // frames of unknown kinds mean nothing
        if (last) {
            farEnded(ctx);
        }
    }

    /** The far end has ended its side: as with a socket, that is the end of ours. */
    private void farEnded(ChannelHandlerContext ctx) {
        farEnded = true;
        if (!closing) {
            close(ctx, ctx.newPromise());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame frame) {
            reset = true; // the channel closes next, and nothing may answer a reset
            if (!closing) {
                ctx.fireExceptionCaught(
                        new IOException(
                                "the far end reset the stream (" + name(frame.errorCode()) + ")"));
            }
        } else if (event instanceof Http2GoAwayFrame) {
            ReferenceCountUtil.release(event);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** What a code of RFC 9113, section 7 is called. */
    static String name(long code) {
        Http2Error known = Http2Error.valueOf(code);
        return known == null ? "code " + code : known.name();
    }

    @Override
    public void drop() {
        dropping = true;
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
        if (dropping && !reset) {
            closing = true;
            ctx.close();
        } else if (!closing) {
            closing = true;
            ctx.channel().config().setAutoRead(true); // what still comes is let go
            if (!reset && !ended) {
                ended = true;
                ctx.writeAndFlush(new DefaultHttp2DataFrame(true));
            }
            farewell =
                    ctx.executor()
                            .schedule(
                                    () -> {
                                        // Netty thinks that it is over with what was written
                                        if (farEnded && !reset) {
                                            ctx.writeAndFlush(
                                                    new DefaultHttp2ResetFrame(Http2Error.CANCEL));
                                        }
                                        ctx.close();
                                    },
                                    FAREWELL_SECONDS,
                                    TimeUnit.SECONDS);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (farewell != null) {
            farewell.cancel(false);
        }
        ctx.fireChannelInactive();
    }
}
