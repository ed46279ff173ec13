package io.patchbay.transport.sip.internal.attach;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;

/**
 * Ids of messages that were taken, so that one that is sent again, or played back by somebody,
 * counts once. They outlive the plug, and are bounded: the oldest are forgotten first. Any thread.
 */
final class SeenMessages {

    private static final String PREFIX = "seen ";

    /** A message is not sent again after so long. */
    private static final Duration KEPT = Duration.ofDays(4);

    private final ConcurrentMap<String, String> memory;
    private final int most;
    private final Clock clock;

    SeenMessages(ConcurrentMap<String, String> memory, int most, Clock clock) {
        this.memory = memory;
        this.most = most;
        this.clock = clock;
    }

    /** Whether this is the first time that the message is seen; it is seen from now on. */
    boolean isNew(String id) {
        long now = clock.millis();
        if (memory.putIfAbsent(PREFIX + id, Long.toString(now)) != null) {
            return false;
        }
        if (memory.size() > most) {
            forget(now);
        }
        return true;
    }

    /** Takes out what is too old, and a tenth at once where that is not enough: rarely. */
    private synchronized void forget(long now) {
        if (memory.size() <= most) {
            return; // somebody else was faster
        }
        List<Map.Entry<String, String>> oldest =
                memory.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith(PREFIX))
                        .sorted(Comparator.comparingLong(entry -> Long.parseLong(entry.getValue())))
                        .toList();
        int surplus = memory.size() - most + most / 10;
        for (Map.Entry<String, String> entry : oldest) {
            boolean expired = now - Long.parseLong(entry.getValue()) > KEPT.toMillis();
            if (!expired && surplus <= 0) {
                return;
            }
            memory.remove(entry.getKey());
            surplus--;
        }
    }
}
