package io.patchbay.net.internal;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Loops on Netty: one {@link NettyLoop} an event loop, and a small pool for what blocks. */
public final class NettyEventLoops implements EventLoops {

    private static final AtomicInteger THREADS = new AtomicInteger();
    private static final int BLOCKING_THREADS = 4;
    private static final int BLOCKING_QUEUE = 4096;

    private static @Nullable NettyEventLoops shared;

    private final MultiThreadIoEventLoopGroup group;
    private final boolean epoll;
    private final List<NettyLoop> loops = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final ThreadPoolExecutor resolving;
    private final ThreadPoolExecutor handshaking;
    private final ThreadPoolExecutor fetching;

    private NettyEventLoops(int threads) {
        epoll = Epolls.AVAILABLE;
        IoHandlerFactory handlers = epoll ? Epolls.handlers() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(threads, daemons("patchbay-loop-"), handlers);
        for (EventExecutor executor : group) {
            loops.add(new NettyLoop(this, (EventLoop) executor));
        }
        resolving = pool("patchbay-resolve-");
        handshaking = pool("patchbay-tls-");
        fetching = pool("patchbay-fetch-");
    }

    /** Loops of their own. */
    public static NettyEventLoops create(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("at least one loop is needed: " + threads);
        }
        return new NettyEventLoops(threads);
    }

    /** The loops of those who bring none. */
    public static synchronized NettyEventLoops shared() {
        if (shared == null || shared.group.isShuttingDown()) {
            shared = create(Math.max(2, Runtime.getRuntime().availableProcessors()));
        }
        return shared;
    }

    /** Ends the shared loops, if there are any. */
    static void closeShared() {
        NettyEventLoops closing;
        synchronized (NettyEventLoops.class) {
            closing = shared;
            shared = null;
        }
        if (closing != null) {
            closing.close();
        }
    }

    /** The loop on which a connection for {@code wanted} is registered. */
    static NettyLoop loopFor(EventLoops loops, SerialLoop wanted) {
        return wanted instanceof NettyLoop own ? own : (NettyLoop) loops.next();
    }

    private static ThreadPoolExecutor pool(String prefix) {
        var pool =
                new ThreadPoolExecutor(
                        BLOCKING_THREADS,
                        BLOCKING_THREADS,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(BLOCKING_QUEUE),
                        daemons(prefix));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Threads that remember nothing of who caused them. A new thread keeps the protection domains
     * of all callers, and with them the class loader of the plug that happened to be first; a
     * privileged call cuts them off. Can go when JDK 24 is the oldest, which keeps none.
     */
    @SuppressWarnings("removal")
    static ThreadFactory daemons(String prefix) {
        return task ->
                AccessController.doPrivileged(
                        (PrivilegedAction<Thread>)
                                () -> daemon(task, prefix + THREADS.incrementAndGet()));
    }

    private static Thread daemon(Runnable task, String name) {
        var thread = new FastThreadLocalThread(task, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(NettyEventLoops.class.getClassLoader());
        return thread;
    }

    @Override
    public SerialLoop next() {
        if (group.isShuttingDown()) {
            throw new RejectedExecutionException("the event loops were closed");
        }
        return loops.get((turn.getAndIncrement() & Integer.MAX_VALUE) % loops.size());
    }

    @Override
    public int size() {
        return loops.size();
    }

    @Override
    public List<SerialLoop> loops() {
        return List.copyOf(loops);
    }

    @Override
    public boolean nativeTransport() {
        return epoll;
    }

    @Override
    public CompletionStage<Duration> loopDelay() {
        long from = System.nanoTime();
        var delays = new ArrayList<CompletableFuture<Long>>();
        for (NettyLoop loop : loops) {
            delays.add(CompletableFuture.supplyAsync(() -> System.nanoTime() - from, loop));
        }
        CompletionStage<Long> longest = CompletableFuture.completedStage(0L);
        for (CompletableFuture<Long> delay : delays) {
            longest = longest.thenCombine(delay, Math::max);
        }
        return longest.thenApply(Duration::ofNanos);
    }

    @Override
    public void close() {
        boolean onLoop = inLoop();
        var ended = group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        resolving.shutdown();
        handshaking.shutdown();
        fetching.shutdown();
        if (!onLoop) {
            ended.awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
    }

    /** Whether the caller runs on one of these loops. */
    boolean inLoop() {
        return loops.stream().anyMatch(NettyLoop::inLoop);
    }

    /** Threads that wait for names and read trust stores. */
    Executor resolving() {
        return resolving;
    }

    /** Threads that check certificates; apart, so that a dead name server stops no handshake. */
    Executor handshaking() {
        return handshaking;
    }

    /**
     * Threads that call somebody else's fetch; apart, so that one that blocks stops nothing else.
     */
    Executor fetching() {
        return fetching;
    }

    MultiThreadIoEventLoopGroup group() {
        return group;
    }

    ChannelFactory<SocketChannel> clientChannels() {
        return epoll ? Epolls.clientChannels() : NioSocketChannel::new;
    }

    ChannelFactory<ServerChannel> serverChannels() {
        return epoll ? Epolls.serverChannels() : NioServerSocketChannel::new;
    }

    /** One of the family of {@code local}, not yet registered. */
    DatagramChannel datagramChannel(InetAddress local) {
        SocketProtocolFamily family =
                local instanceof Inet6Address
                        ? SocketProtocolFamily.INET6
                        : SocketProtocolFamily.INET;
        return epoll ? Epolls.datagramChannel(family) : new NioDatagramChannel(family);
    }

    /** The loop of ours that wraps this event loop. */
    NettyLoop loopOf(EventLoop eventLoop) {
        for (NettyLoop loop : loops) {
            if (loop.eventLoop() == eventLoop) {
                return loop;
            }
        }
        throw new IllegalStateException("not a loop of this group");
    }
}
