package io.patchbay.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.patchbay.net.fetch.ByteStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a Netty channel, from the answer on: the last handler of its pipeline, which holds
 * what comes until somebody starts it, or puts a handler of this bundle in its place.
 */
final class ChannelStream extends ChannelInboundHandlerAdapter implements ByteStream {

    private static final System.Logger LOG = System.getLogger(ByteStream.class.getName());

    private final Channel channel;
    private final InetSocketAddress remote;
    private final boolean secure;
    private final Queue<Object> held = new ArrayDeque<>();

    private @Nullable Listener listener;
    private @Nullable String reason;
    private volatile boolean aborted;
    private boolean taken;
    private boolean refused;
    private boolean over;

    /**
     * The bytes of {@code channel}.
     *
     * @param remote the other side's address
     * @param secure whether the channel copies what is written, as TLS does
     */
    ChannelStream(Channel channel, InetSocketAddress remote, boolean secure) {
        this.channel = channel;
        this.remote = remote;
        this.secure = secure;
    }

    InetSocketAddress remote() {
        return remote;
    }

    boolean secure() {
        return secure;
    }

    /** Reads no more until it is taken, if it was not taken at once. On the loop. */
    void hold() {
        if (!taken) {
            channel.config().setAutoRead(false);
        }
    }

    /** Puts a handler in this one's place; it misses nothing. On the loop, in place of a start. */
    void handOver(ChannelHandler next) {
        take();
        ChannelHandlerContext ctx = channel.pipeline().context(this);
        channel.pipeline().addLast(next);
        // the pipeline is taken down when its channel ends; then this is no part of it any more
        Consumer<Object> onward =
                ctx == null ? channel.pipeline()::fireChannelRead : ctx::fireChannelRead;
        for (Object bytes = held.poll(); bytes != null; bytes = held.poll()) {
            onward.accept(bytes);
        }
        if (ctx == null) {
            channel.pipeline().fireChannelInactive();
            return;
        }
        if (over) {
            ctx.fireChannelInactive();
        }
        channel.pipeline().remove(this);
    }

    private void take() {
        if (taken) {
            throw new IllegalStateException("a stream is started once");
        }
        // whoever takes it may turn it off again; a stream of HTTP/2 reads here and now what waits
        // in it, which is held behind what came before
        channel.config().setAutoRead(true);
        taken = true;
    }

    @Override
    public void start(Listener hearing) {
        take();
        listener = hearing;
        for (Object bytes = held.poll(); bytes != null; bytes = held.poll()) {
            channelRead(bytes);
        }
        if (over) {
            contained(() -> hearing.onEnd(reason));
        }
    }

    // ---- from the channel

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (listener != null && held.isEmpty()) {
            channelRead(message);
        } else {
            held.add(message);
        }
    }

    private void channelRead(Object message) {
        try {
            Listener hearing = listener;
            if (hearing != null && message instanceof ByteBuf bytes && bytes.isReadable()) {
                ByteBuffer view = bytes.nioBuffer();
                contained(() -> hearing.onBytes(view));
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Listener hearing = listener;
        if (refused && hearing != null && channel.isWritable()) {
            refused = false;
            contained(hearing::onWritable);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        over = true;
        Listener hearing = listener;
        if (hearing != null) {
            contained(() -> hearing.onEnd(reason));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        reason = Failures.line(cause);
        ctx.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (aborted) {
            release();
        }
    }

    private void release() {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
    }

    /** A listener's failure ends its stream, and nothing else. */
    private void contained(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.ERROR, "the listener of a stream failed", e);
            channel.close();
        }
    }

    // ---- to the channel

    @Override
    public boolean write(ByteBuffer bytes) {
        if (over || !channel.isActive()) {
            bytes.position(bytes.limit());
            return true;
        }
        if (!channel.isWritable()) {
            refused = true;
            return false;
        }
        ByteBuf copy =
                secure
                        ? channel.alloc().heapBuffer(bytes.remaining())
                        : channel.alloc().directBuffer(bytes.remaining());
        channel.write(copy.writeBytes(bytes), channel.voidPromise());
        return true;
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void reading(boolean on) {
        channel.config().setAutoRead(on);
    }

    @Override
    public void end() {
        Outlet outlet = Outlet.of(channel);
        if (outlet != null) {
            outlet.end(channel);
            return;
        }
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(
                        written -> {
                            SslHandler tls = channel.pipeline().get(SslHandler.class);
                            if (tls != null) {
                                tls.closeOutbound();
                            } else if (channel instanceof DuplexChannel duplex) {
                                duplex.shutdownOutput();
                            }
                        });
    }

    @Override
    public void abort() {
        aborted = true;
        Outlet.drop(channel).addListener(closed -> release());
    }

    @Override
    public String toString() {
        return "ByteStream[" + remote + "]";
    }
}
