package io.patchbay.net;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** How many of something, calls for instance, may be up: in all, and of one address. Any thread. */
public final class SourceLimits {

    private final int most;
    private final int mostOfOne;
    private final AtomicInteger up = new AtomicInteger();
    private final Map<InetAddress, Integer> sources = new ConcurrentHashMap<>();

    /**
     * Nobody is there yet.
     *
     * @param most in all
     * @param mostOfOne of one address
     */
    public SourceLimits(int most, int mostOfOne) {
        this.most = most;
        this.mostOfOne = mostOfOne;
    }

    /**
     * Room for one more.
     *
     * @return what gives it back, once; empty when there is none
     */
    public Optional<Runnable> enter(InetAddress source) {
        if (up.incrementAndGet() > most) {
            up.decrementAndGet();
            return Optional.empty();
        }
        if (sources.merge(source, 1, Integer::sum) > mostOfOne) {
            leave(source);
            return Optional.empty();
        }
        AtomicBoolean left = new AtomicBoolean();
        return Optional.of(
                () -> {
                    if (left.compareAndSet(false, true)) {
                        leave(source);
                    }
                });
    }

    /** Whether there is no room for anybody at the moment. */
    public boolean isFull() {
        return up.get() >= most;
    }

    private void leave(InetAddress source) {
        up.decrementAndGet();
        sources.computeIfPresent(source, (key, count) -> count == 1 ? null : count - 1);
    }
}
