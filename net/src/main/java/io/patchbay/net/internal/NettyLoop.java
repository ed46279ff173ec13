package io.patchbay.net.internal;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A serial loop that is one Netty event loop, with the scratch memory of its thread. */
final class NettyLoop implements SerialLoop {

    private static final System.Logger LOG = System.getLogger(SerialLoop.class.getName());

    private final NettyEventLoops owner;
    private final EventLoop eventLoop;
    private final Scratch inbound = new Scratch();
    private final Scratch outbound = new Scratch();

    NettyLoop(NettyEventLoops owner, EventLoop eventLoop) {
        this.owner = owner;
        this.eventLoop = eventLoop;
    }

    NettyEventLoops owner() {
        return owner;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    /** Where messages are put together for the listener. On the loop only. */
    Scratch inbound() {
        return inbound;
    }

    /** Where messages are written before they are framed. On the loop only. */
    Scratch outbound() {
        return outbound;
    }

    /** Runs at once when on the loop, else after what was handed over; not when it has ended. */
    void run(Runnable task) {
        if (eventLoop.inEventLoop()) {
            task.run();
            return;
        }
        try {
            execute(task);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "came after the end of the loops");
        }
    }

    /** Runs {@code task} when the loops are closed, on the loop, unless it is taken back. */
    void onShutdown(Runnable task) {
        ((SingleThreadEventExecutor) eventLoop).addShutdownHook(task);
    }

    /** Takes back what {@link #onShutdown} was given. */
    void notOnShutdown(Runnable task) {
        ((SingleThreadEventExecutor) eventLoop).removeShutdownHook(task);
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(
                task); // which logs a failure by itself, without an object around the task
    }

    @Override
    public Timer schedule(Runnable task, Duration delay) {
        Future<?> future =
                eventLoop.schedule(contained(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    private static Runnable contained(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable e) {
                LOG.log(System.Logger.Level.ERROR, "a task of a serial loop failed", e);
            }
        };
    }
}
