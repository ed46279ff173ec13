package io.patchbay.console.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts wrong tokens of each address. After too many, what that address shows is not even looked
 * at for a while. For any thread.
 */
final class Guesses {

    /** Wrong ones of an address within {@link #WINDOW_SECONDS}. */
    static final int MOST = 20;

    static final int WINDOW_SECONDS = 10;

    private static final int ADDRESSES = 1_000;
    private static final long WINDOW_NANOS = WINDOW_SECONDS * 1_000_000_000L;

    private record Count(long since, int wrong) {}

    private final LongSupplier nanoTime;

    private final Map<String, Count> counts =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
                    return size() > ADDRESSES;
                }
            };

    Guesses(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether an address has guessed too much. */
    synchronized boolean isOver(String address) {
        Count count = counts.get(address);
        if (count != null && nanoTime.getAsLong() - count.since >= WINDOW_NANOS) {
            counts.remove(address);
            count = null;
        }
        return count != null && count.wrong >= MOST;
    }

    /** An address showed a token that is none. */
    synchronized void wrong(String address) {
        Count count = counts.get(address);
        counts.put(
                address,
                count == null
                        ? new Count(nanoTime.getAsLong(), 1)
                        : new Count(count.since, count.wrong + 1));
    }
}
