package io.patchbay.runtime.internal.plug;

import io.patchbay.api.plug.Swap;
import io.patchbay.api.plug.SwapRecord;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest swaps of all sessions. Any thread. */
final class SwapHistory {

    private static final int KEPT = 1000;

    private final Deque<SwapRecord> swaps = new ArrayDeque<>();

    synchronized void add(String sessionId, Swap swap) {
        if (swaps.size() == KEPT) {
            swaps.removeFirst();
        }
        swaps.addLast(new SwapRecord(Instant.now(), sessionId, swap));
    }

    synchronized List<SwapRecord> all() {
        return List.copyOf(swaps);
    }
}
