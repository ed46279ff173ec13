package io.patchbay.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.TlsSettings;
import io.patchbay.net.socket.StreamConnection;
import io.patchbay.net.socket.StreamSettings;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A stream on a Netty channel, behind its TLS handler. On the event loop. */
public final class NettyStream extends ChannelInboundHandlerAdapter implements StreamConnection {

    private static final System.Logger LOG = System.getLogger(StreamConnection.class.getName());

    private static final int FAREWELL_SECONDS = 2;

    private final Channel channel;
    private final StreamSettings settings;
    private final boolean secure;
    private final Listener listener;
    private final InetSocketAddress remote;
    private final InetSocketAddress local;
    private @Nullable String reason;
    private boolean told;

    NettyStream(Channel channel, StreamSettings settings, boolean secure, Listener listener) {
        this.channel = channel;
        this.settings = settings;
        this.secure = secure;
        this.listener = listener;
        this.remote = (InetSocketAddress) channel.remoteAddress();
        this.local = (InetSocketAddress) channel.localAddress();
        channel.config()
                .setOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(
                                settings.maxPendingBytes() / 2, settings.maxPendingBytes()));
    }

    /** Connects. */
    public static void connect(
            SerialLoop loop,
            InetSocketAddress to,
            String host,
            StreamSettings settings,
            Listener listener) {
        NettyLoop own = own(loop);
        if (to.isUnresolved()) {
            throw new IllegalArgumentException("to is not resolved: " + to);
        }
        boolean secure = settings.trust().isPresent();
        var target = new Target(host, to.getPort(), secure, host, "/");
        var connecting = new Connecting(own, target, settings, listener);
        own.run(() -> connecting.dial.startAt(to.getAddress()));
    }

    /** A connection of ours that does not stand yet. */
    private static final class Connecting implements Dial.Outcome {
        private final StreamSettings settings;
        private final Listener listener;
        private final boolean secure;
        private final Dial dial;

        Connecting(NettyLoop loop, Target target, StreamSettings settings, Listener listener) {
            this.settings = settings;
            this.listener = listener;
            this.secure = target.secure();
            this.dial =
                    new Dial(
                            loop,
                            target,
                            Optional.empty(),
                            settings.trust().orElseGet(TlsSettings::defaults),
                            settings.connectTimeout(),
                            this);
        }

        @Override
        public void connected(Channel channel) {
            dial.done();
            new NettyStream(channel, settings, secure, listener).open();
        }

        @Override
        public void failed(ConnectionException why) {
            contained(() -> listener.onClosed(why.getMessage()));
        }
    }

    static NettyLoop own(SerialLoop loop) {
        if (loop instanceof NettyLoop own) {
            return own;
        }
        throw new IllegalArgumentException("loop is none of EventLoops; take EventLoops.next()");
    }

    /** It stands: bytes are read from now on. */
    void open() {
        channel.pipeline()
                .addLast(
                        new IdleStateHandler(
                                0, 0, settings.idle().toMillis(), TimeUnit.MILLISECONDS),
                        this);
        channel.closeFuture().addListener(closed -> closed());
        guarded(() -> listener.onOpen(this));
    }

    /** It never came to stand. */
    void failed(String why) {
        reason = why;
        channel.close();
        closed();
    }

    private void closed() {
        if (!told) {
            told = true;
            String why = reason;
            contained(() -> listener.onClosed(why));
        }
    }

    private void end(@Nullable String why) {
        if (reason == null) {
            reason = why;
        }
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (!told) {
                ByteBuffer data = bytes.nioBuffer().asReadOnlyBuffer();
                guarded(() -> listener.onData(this, data));
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
            end("nothing came or went for " + settings.idle().toSeconds() + " s");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end(Failures.line(cause));
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the listener of a stream failed", e);
            end("its listener failed");
        }
    }

    private static void contained(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the listener of a stream failed", e);
        }
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    @Override
    public boolean secure() {
        return secure;
    }

    @Override
    public boolean send(ByteBuffer data) {
        Objects.requireNonNull(data, "data");
        if (!channel.isActive()) {
            return false;
        }
        ByteBuf bytes = channel.alloc().buffer(data.remaining());
        bytes.writeBytes(data);
        channel.writeAndFlush(bytes);
        if (!channel.isWritable()) {
            end("the far end does not read");
            return false;
        }
        return true;
    }

    @Override
    public void close() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        // a far end that does not read would keep it open for ever
        channel.eventLoop().schedule(() -> channel.close(), FAREWELL_SECONDS, TimeUnit.SECONDS);
    }
}
