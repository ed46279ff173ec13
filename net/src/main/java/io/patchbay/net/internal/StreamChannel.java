package io.patchbay.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.patchbay.net.fetch.ByteStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A channel without a socket: reads and writes a stream that is not ours, so that a pipeline over
 * it has the bounds, water marks and times that it has over a socket. What the stream does not take
 * stays in the channel's outbound buffer, and counts as pending.
 *
 * <p>The stream is never called while it is calling or being called, and nothing that it throws
 * comes out: it ends the channel with a reason.
 */
final class StreamChannel extends AbstractChannel implements Arrivals.Hearer {

    private static final ChannelMetadata METADATA = new ChannelMetadata(false);

    /** How long what was written last may take to leave after the channel is closed. */
    private static final long FAREWELL_SECONDS = 2;

    private final ByteStream stream;
    private final NettyLoop loop;
    private final Arrivals arrivals;
    private final ChannelConfig config = new Config();
    private final ReusedBuffer inbound = new ReusedBuffer(16 << 10);
    private final Runnable onShutdown = this::shutDown;
    private final Runnable flush;

    private ByteBuffer view = ByteBuffer.allocate(0);
    private boolean open = true;
    private boolean started;
    private boolean reading = true;
    private boolean refused = true; // until it is started
    private boolean dropped;
    private boolean streamOver;
    private boolean calling;
    private @Nullable ScheduledFuture<?> farewell;

    StreamChannel(ByteStream stream, NettyLoop loop) {
        super(null);
        this.stream = stream;
        this.flush = stream::flush;
        this.loop = loop;
        this.arrivals = new Arrivals(loop, this);
    }

    /** Puts {@code handler} on the stream, and starts it. On the loop. */
    void open(ChannelHandler handler) {
        loop.eventLoop().register(this);
        loop.onShutdown(onShutdown);
        pipeline().addLast(handler);
        if (!open) {
            return; // dropped by whoever was told
        }
        started = true;
        call(() -> stream.start(new StreamEvents(this, arrivals)));
        if (!config.isAutoRead()) {
            stopReading();
        }
        writable();
    }

    private void shutDown() {
        dropped = true;
        unsafe().close(voidPromise());
    }

    // ---- calls of the stream

    @Override
    public boolean calling() {
        return calling;
    }

    private boolean call(Runnable it) {
        boolean outer = calling;
        calling = true;
        try {
            it.run();
            return true;
        } catch (Throwable e) {
            broken(e);
            return false;
        } finally {
            calling = outer;
        }
    }

    private void broken(Throwable e) {
        dropped = true;
        later(() -> fail("the stream of the fetch failed: " + Foreign.where(e)));
    }

    private void later(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            abort(); // the loops were closed
        }
    }

    private boolean gone() {
        return dropped || streamOver;
    }

    @Override
    protected void doBeginRead() {
        if (!reading && !gone()) {
            reading = true;
            call(() -> stream.reading(true));
            arrivals.drainSoon();
        }
    }

    private void stopReading() {
        if (reading && started && !gone()) {
            reading = false;
            call(() -> stream.reading(false));
        }
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer waiting) {
        boolean wrote = false;
        for (Object next = waiting.current(); next != null; next = waiting.current()) {
            ByteBuf bytes = (ByteBuf) next;
            if (!gone() && bytes.isReadable()) {
                if (refused || !write(bytes)) {
                    break;
                }
                wrote = true;
            }
            waiting.remove();
        }
        if (wrote && !gone()) {
            call(flush);
        }
    }

    /** As {@link #call}, but without an object for each frame. */
    private boolean write(ByteBuf bytes) {
        boolean outer = calling;
        calling = true;
        try {
            refused = !stream.write(view(bytes));
            return !refused;
        } catch (Throwable e) {
            broken(e);
            return false;
        } finally {
            calling = outer;
        }
    }

    /** Pooled memory comes from few arrays: the same view serves most frames. */
    private ByteBuffer view(ByteBuf bytes) {
        if (!bytes.hasArray()) {
            return bytes.nioBuffer();
        }
        if (view.array() != bytes.array()) {
            view = ByteBuffer.wrap(bytes.array());
        }
        int from = bytes.arrayOffset() + bytes.readerIndex();
        return view.clear().limit(from + bytes.readableBytes()).position(from);
    }

    @Override
    protected void doClose() {
        open = false;
        loop.notOnShutdown(onShutdown);
        inbound.release();
        if (streamOver) {
            return;
        }
        if (dropped || !started || !call(stream::end)) {
            abort();
            return;
        }
        try {
            farewell = loop.eventLoop().schedule(this::abort, FAREWELL_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            abort();
        }
    }

    private void abort() {
        dropped = true;
        try {
            stream.abort();
        } catch (Throwable e) {
            Foreign.failed("dropping a stream", e);
        }
    }

    // ---- what the stream says; on the loop, and not while it is being called

    @Override
    public boolean wants() {
        return reading || !open;
    }

    void read(ByteBuffer bytes) {
        if (open && bytes.hasRemaining()) {
            ByteBuf copy = inbound.take(alloc(), bytes.remaining()).writeBytes(bytes);
            pipeline().fireChannelRead(copy);
            pipeline().fireChannelReadComplete();
        }
    }

    void writable() {
        if (refused) {
            refused = false;
            if (open) {
                ((Unsafe) unsafe()).goOn();
            }
        }
    }

    /** The stream is over, for a reason or just so. */
    void over(@Nullable String reason) {
        streamOver = true;
        if (farewell != null) {
            farewell.cancel(false);
        }
        if (!open) {
            return;
        }
        if (reason != null) {
            pipeline().fireExceptionCaught(new IOException(reason));
        }
        close();
    }

    @Override
    public void fail(String reason) {
        dropped = true;
        if (open) {
            pipeline().fireExceptionCaught(new IOException(reason));
            close();
        }
    }

    // ---- the channel

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new Unsafe();
    }

    @Override
    protected boolean isCompatible(EventLoop eventLoop) {
        return true;
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return null;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return null;
    }

    @Override
    protected void doBind(SocketAddress local) {
        throw new UnsupportedOperationException("a stream stands already");
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    private final class Unsafe extends AbstractUnsafe {

        @Override
        public void connect(SocketAddress to, SocketAddress from, ChannelPromise promise) {
            promise.setFailure(new UnsupportedOperationException("a stream stands already"));
        }

        /** What was refused goes now. */
        void goOn() {
            flush0();
        }
    }

    private final class Config extends DefaultChannelConfig {

        Config() {
            super(StreamChannel.this);
        }

        @Override
        protected void autoReadCleared() {
            if (loop.inLoop()) {
                stopReading();
            } else {
                later(
                        () -> {
                            if (!isAutoRead()) {
                                stopReading();
                            }
                        });
            }
        }
    }
}
