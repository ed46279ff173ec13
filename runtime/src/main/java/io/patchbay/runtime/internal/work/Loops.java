package io.patchbay.runtime.internal.work;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The runtime's own event loops, one per processor and at least two, and whether one is on them.
 * For any thread.
 *
 * <p>They start in the background, since that takes about as long as making all plugs; whoever
 * wants one before waits for it.
 */
public final class Loops implements Supplier<SerialLoop>, AutoCloseable {

    private final CompletableFuture<EventLoops> loops = new CompletableFuture<>();

    /** Those that were given out; never more than there are. */
    private final Set<SerialLoop> known = ConcurrentHashMap.newKeySet();

    /** Begins to start them. */
    public Loops() {
        Thread thread = new Thread(null, this::start, "patchbay-start", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(Loops.class.getClassLoader());
        thread.start();
    }

    private void start() {
        try {
            loops.complete(
                    EventLoops.create(Math.max(2, Runtime.getRuntime().availableProcessors())));
        } catch (RuntimeException | Error e) {
            loops.completeExceptionally(e);
        }
    }

    @Override
    public SerialLoop get() {
        SerialLoop loop = loops.join().next();
        known.add(loop);
        return loop;
    }

    /** Whether the caller runs on one of them, and so must not wait. */
    public boolean onLoop() {
        return known.stream().anyMatch(SerialLoop::inLoop);
    }

    /** Closes their connections and ends their threads, within seconds. */
    @Override
    public void close() {
        loops.thenAccept(EventLoops::close);
    }
}
