package io.patchbay.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.util.ReferenceCountUtil;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a connection that speaks HTTP/2: sends the preface, hears the server's
 * SETTINGS and GOAWAY. The streams are Netty's.
 */
final class Http2Connection extends ChannelInboundHandlerAdapter {

    /**
     * What a server may send before we have read: a stream has as much as a socket takes by itself,
     * some seconds of audio that is sent in a burst; a connection has one stream. Bounded, so that
     * who does not read holds the far end up.
     */
    private static final int WINDOW = 1 << 20;

    private static final int LONGEST_HEADERS = 32768;
    private static final long FAREWELL_MILLIS = 1000;

    /** Who waits for the server. On the loop. */
    interface Waiting {

        /** The server's first SETTINGS. */
        void settings(Http2Settings settings);

        /** There is no HTTP/2 here, or none any more. */
        void broken(ConnectionException why);
    }

    private final Target target;
    private final Waiting waiting;
    private boolean begun;
    private @Nullable String away;

    private Http2Connection(Target target, Waiting waiting) {
        this.target = target;
        this.waiting = waiting;
    }

    /** Begins on a channel that is connected. On the loop. */
    static void begin(Channel channel, Target target, Waiting waiting) {
        Http2FrameCodec codec =
                Http2FrameCodecBuilder.forClient()
                        .initialSettings(
                                Http2Settings.defaultSettings()
                                        .pushEnabled(false)
                                        .initialWindowSize(WINDOW)
                                        .maxHeaderListSize(LONGEST_HEADERS))
                        .headerSensitivityDetector((name, value) -> Http2.isSecret(name))
                        .gracefulShutdownTimeoutMillis(FAREWELL_MILLIS)
                        .build();
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(
                new FirstByte(target, waiting::broken),
                codec,
                new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()),
                new Http2Connection(target, waiting));
        int more = WINDOW - Http2.FIRST_WINDOW;
        channel.writeAndFlush(new DefaultHttp2WindowUpdateFrame(more));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof Http2SettingsFrame frame && !begun) {
                begun = true;
                waiting.settings(frame.settings());
            } else if (message instanceof Http2GoAwayFrame frame) {
                away = Http2Bytes.name(frame.errorCode());
                if (!begun) {
                    closed();
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void closed() {
        waiting.broken(
                new ConnectionException(
                        Kind.CLOSED,
                        target.hostAndPort()
                                + " closed the connection before it opened the WebSocket"
                                + (away == null ? "" : " (GOAWAY " + away + ")")
                                + (begun ? "" : "; if it has no HTTP/2, take the fetch http1")));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        waiting.broken(
                new ConnectionException(
                        Kind.PROTOCOL,
                        target.hostAndPort()
                                + " does not keep to HTTP/2: "
                                + Failures.line(cause)));
        if (!(cause instanceof Http2Exception)) {
            ctx.close(); // else the codec says GOAWAY with the reason, and closes
        }
    }

    /**
     * Looks at the first byte. A server begins with SETTINGS (RFC 9113, section 3.4), whose first
     * byte is zero; one of HTTP/1.1 answers with its name.
     */
    private static final class FirstByte extends ChannelInboundHandlerAdapter {

        private final Target target;
        private final Consumer<ConnectionException> failed;

        FirstByte(Target target, Consumer<ConnectionException> failed) {
            this.target = target;
            this.failed = failed;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof ByteBuf bytes
                    && bytes.isReadable()
                    && bytes.getByte(bytes.readerIndex()) == 'H') {
                bytes.release();
                failed.accept(
                        new ConnectionException(
                                Kind.PROTOCOL,
                                target.hostAndPort()
                                        + " speaks HTTP/1.1 and no HTTP/2; take the fetch http1, or"
                                        + " auto"));
                ctx.close();
                return;
            }
            ctx.fireChannelRead(message);
            ctx.pipeline().remove(this);
        }
    }
}
