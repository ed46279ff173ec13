package io.patchbay.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import io.patchbay.net.socket.UdpSocket;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams on a Netty channel. Buffers are reused in both directions, so that what remains of a
 * packet for the collector is Netty's: its addresses, and the object around an incoming packet.
 */
public final class NettyUdpSocket extends ChannelInboundHandlerAdapter implements UdpSocket {

    /** Datagrams under way to a loop that is not Netty's. */
    public static final int MOST_HANDED_OVER = 256;

    /** Datagrams in one pass of the loop, before others have their turn. */
    private static final int PER_PASS = 64;

    private static final System.Logger LOG = System.getLogger(UdpSocket.class.getName());

    private final SerialLoop loop;
    private final NettyLoop netty;
    private final int maxBytes;
    private final Receiver receiver;
    private final DatagramChannel channel;
    private final ReusedBuffer inbound;
    private final ReusedBuffer outbound;
    private final AtomicInteger handedOver = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private @Nullable DatagramPacket packet;
    private InetSocketAddress address;
    private volatile boolean closed;

    private NettyUdpSocket(
            SerialLoop loop, InetSocketAddress local, int maxBytes, Receiver receiver) {
        this.loop = loop;
        this.netty = NettyEventLoops.loopFor(EventLoops.shared(), loop);
        this.maxBytes = maxBytes;
        this.receiver = receiver;
        this.address = local;
        // one more than is allowed, to see what was cut off
        inbound = new ReusedBuffer(maxBytes + 1);
        outbound = new ReusedBuffer(0);
        channel = netty.owner().datagramChannel(local.getAddress());
        channel.config()
                .setOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new ReusedBuffer.ForReceiving(inbound, PER_PASS));
        channel.pipeline().addLast(this);
    }

    /** Opens one. */
    public static UdpSocket open(
            SerialLoop loop, InetSocketAddress local, int maxBytes, Receiver receiver)
            throws IOException {
        if (local.isUnresolved()) {
            throw new BindException("no such host: " + local.getHostString());
        }
        if (maxBytes < 1 || maxBytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "maxBytes must be 1 to " + MOST_BYTES + ", not " + maxBytes);
        }
        var socket = new NettyUdpSocket(loop, local, maxBytes, receiver);
        var bound = new CompletableFuture<Void>();
        socket.netty.run(() -> socket.bind(local, bound));
        try {
            bound.get();
            return socket;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            socket.close();
            throw new InterruptedIOException("interrupted while " + local + " was bound");
        } catch (ExecutionException e) {
            socket.close();
            Throwable cause = e.getCause();
            String reason = cause == null ? "" : String.valueOf(cause.getMessage());
            BindException failure = new BindException("cannot bind " + local + ": " + reason);
            failure.initCause(cause);
            throw failure;
        }
    }

    /** On the event loop, where both steps happen at once. */
    private void bind(InetSocketAddress local, CompletableFuture<Void> bound) {
        netty.eventLoop()
                .register(channel)
                .addListener(
                        registered -> {
                            if (registered.isSuccess()) {
                                channel.bind(local).addListener(done -> opened(done, bound));
                            } else {
                                fail(bound, registered.cause());
                            }
                        });
    }

    private void opened(Future<?> done, CompletableFuture<Void> bound) {
        if (done.isSuccess()) {
            address = channel.localAddress();
            bound.complete(null);
        } else {
            fail(bound, done.cause());
        }
    }

    private static void fail(CompletableFuture<Void> bound, @Nullable Throwable cause) {
        bound.completeExceptionally(cause == null ? new IOException("not bound") : cause);
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public boolean send(ByteBuffer data, InetSocketAddress to) {
        if (to.isUnresolved()) {
            throw new IllegalArgumentException("the address must be resolved: " + to);
        }
        if (!netty.eventLoop().inEventLoop()) {
            return sendFromElsewhere(data, to);
        }
        if (closed || !channel.isWritable()) {
            data.position(data.limit());
            dropped.increment();
            return false;
        }
        ByteBuf buffer = outbound.take(channel.alloc(), data.remaining());
        buffer.writeBytes(data);
        DatagramPacket last = packet;
        if (last == null || last.content() != buffer || !last.recipient().equals(to)) {
            last = new DatagramPacket(buffer, to);
            packet = last;
        }
        channel.writeAndFlush(last, channel.voidPromise());
        return true;
    }

    private boolean sendFromElsewhere(ByteBuffer data, InetSocketAddress to) {
        ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
        try {
            netty.execute(() -> send(copy, to));
            return true;
        } catch (RejectedExecutionException e) {
            dropped.increment();
            return false;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket read = (DatagramPacket) message;
        try {
            ByteBuf content = read.content();
            int bytes = content.readableBytes();
            if (closed || bytes > maxBytes) {
                dropped.increment();
                return;
            }
            InetSocketAddress from = read.sender();
            ByteBuffer data = content.internalNioBuffer(content.readerIndex(), bytes);
            if (loop == netty) {
                receive(data, from);
            } else {
                handOver(data, from);
            }
        } finally {
            read.release();
        }
    }

    private void receive(ByteBuffer data, InetSocketAddress from) {
        try {
            receiver.onDatagram(data, from);
        } catch (Throwable e) {
            errors.increment();
            LOG.log(System.Logger.Level.ERROR, "a receiver of datagrams failed", e);
        }
    }

    private void handOver(ByteBuffer data, InetSocketAddress from) {
        if (handedOver.incrementAndGet() > MOST_HANDED_OVER) {
            handedOver.decrementAndGet();
            dropped.increment();
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
        try {
            loop.execute(
                    () -> {
                        handedOver.decrementAndGet();
                        if (!closed) {
                            receive(copy, from);
                        }
                    });
        } catch (RejectedExecutionException e) {
            handedOver.decrementAndGet();
            dropped.increment();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        errors.increment();
        LOG.log(System.Logger.Level.DEBUG, "a datagram failed: {0}", cause.toString());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed = true;
        inbound.release();
        outbound.release();
    }

    @Override
    public long dropped() {
        return dropped.sum();
    }

    @Override
    public long errors() {
        return errors.sum();
    }

    @Override
    public void close() {
        closed = true;
        channel.close();
    }

    @Override
    public String toString() {
        return "UdpSocket[" + address + "]";
    }
}
