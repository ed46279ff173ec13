package io.patchbay.bench.internal.edge;

import io.patchbay.bench.internal.client.Cost;
import io.patchbay.net.EventLoops;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** What lines take that only stand: of the heap here, and of the relay's memory. */
final class IdleLines implements Measure {

    private static final int MOST_LOOKS = 30;
    private static final int QUIET_LOOKS = 3;
    private static final long PAUSE_NANOS = 200_000_000;
    private static final long FALLS = 20_000;

    private final EventLoops loops;
    private final int count;
    private final Map<String, Long> atFirst = new HashMap<>();

    IdleLines(EventLoops loops, int count) {
        this.loops = loops;
        this.count = count;
    }

    /** The live heap when it falls no more: lines of the round before are gone. */
    private static long settled() {
        long least = Cost.liveHeap();
        int quiet = 0;
        for (int i = 0; i < MOST_LOOKS && quiet < QUIET_LOOKS; i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            long now = Cost.liveHeap();
            quiet = least - now < FALLS ? quiet + 1 : 0;
            least = Math.min(least, now);
        }
        return least;
    }

    /** The memory of the relay before it had more than one line. */
    private long atFirst(Way way) {
        return atFirst.computeIfAbsent(way.id(), id -> Cost.resident(way.relay().orElseThrow()));
    }

    @Override
    public List<Value> of(Way way) {
        EchoLine.open(way, loops.next(), nanos -> {}).close();
        List<EchoLine> lines = new ArrayList<>(count);
        try {
            long before = way.relay().isPresent() ? atFirst(way) : 0;
            long heap = settled();
            for (int i = 0; i < count; i++) {
                lines.add(EchoLine.open(way, loops.next(), nanos -> {}));
            }
            List<Value> found = new ArrayList<>();
            found.add(
                    new Value(
                            "idle_heap",
                            "live heap of an idle line",
                            "kB",
                            (Cost.liveHeap() - heap) / 1e3 / count));
            if (way.relay().isPresent()) {
                long grown = Cost.resident(way.relay().getAsLong()) - before;
                found.add(
                        new Value(
                                "idle_relay",
                                "resident memory of the relay, an idle line",
                                "kB",
                                grown / 1e3 / count));
            }
            return found;
        } finally {
            lines.forEach(EchoLine::close);
        }
    }
}
