package io.patchbay.net;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.internal.NettyEventLoops;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A fixed number of threads that serve all connections and the serial loops of all sessions.
 *
 * <p>A session takes one loop by {@link #next()} and opens its connections on it: they are then
 * registered with that very thread, and a frame reaches the session without a hand-over. Threads
 * are daemons named {@code patchbay-loop-N}. All methods may be called from any thread.
 */
@ProviderType
public interface EventLoops extends AutoCloseable {

    /**
     * Starts loops of their own, which the caller closes.
     *
     * @param threads how many, at least 1
     * @throws IllegalArgumentException when {@code threads} is below 1
     */
    static EventLoops create(int threads) {
        return NettyEventLoops.create(threads);
    }

    /**
     * The loops of everybody who brings none: one per processor, at least two. They start with the
     * first call, and again after they were closed. In a container they end with the bundle.
     */
    static EventLoops shared() {
        return NettyEventLoops.shared();
    }

    /**
     * One of the loops, in turn.
     *
     * @throws java.util.concurrent.RejectedExecutionException when the loops were closed
     */
    SerialLoop next();

    /** How many loops there are. */
    int size();

    /** All of them, for who measures; a session takes {@link #next()}. Never changes. */
    List<SerialLoop> loops();

    /** Whether sockets are served by the operating system's own interface (epoll), not by NIO. */
    boolean nativeTransport();

    /**
     * Measures how long a task handed over now waits for its turn, on the busiest loop. Costs one
     * empty task a loop; completes on a loop.
     */
    CompletionStage<Duration> loopDelay();

    /**
     * Closes all connections abruptly and ends the threads. Waits up to five seconds for them,
     * unless called on one of the loops. Closing twice does nothing.
     */
    @Override
    void close();
}
