package io.patchbay.runtime.internal.work;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The runtime's own event loops, one per processor and at least two, and whether one is on them.
 * For any thread.
 */
public final class Loops implements Supplier<SerialLoop>, AutoCloseable {

    private final EventLoops loops =
            EventLoops.create(Math.max(2, Runtime.getRuntime().availableProcessors()));

    /** Those that were given out; never more than there are. */
    private final Set<SerialLoop> known = ConcurrentHashMap.newKeySet();

    /** Starts them. */
    public Loops() {}

    @Override
    public SerialLoop get() {
        SerialLoop loop = loops.next();
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
        loops.close();
    }
}
