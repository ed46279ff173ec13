package io.patchbay.sip.internal.signal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a transaction that is over, so that what comes late is known: its key, and the
 * bytes that such a message is answered with. Requests and bodies are not kept. Bounded: the oldest
 * goes first.
 *
 * @param <K> what transactions are known by
 */
final class Remains<K> {

    /** How many are kept of each age. */
    static final int MOST = 65_536;

    /** Bytes of answers that are kept. */
    static final int MOST_BYTES = 32 * 1_024 * 1_024;

    /**
     * What is left of one.
     *
     * @param answer sent again when the far end repeats itself; null for nothing
     * @param to where
     * @param otherwise where when the stream is gone
     * @param merged see {@link Key#ofMerged}
     */
    record Rest(byte @Nullable [] answer, Hop to, Hop otherwise, @Nullable String merged) {}

    private record Due<K>(K key, Rest rest, long at) {}

    private final Map<K, Rest> rests = new HashMap<>();
    private final ArrayDeque<Due<K>> brief = new ArrayDeque<>();
    private final ArrayDeque<Due<K>> lasting = new ArrayDeque<>();
    private final Map<String, K> merged = new HashMap<>();
    private int bytes;

    /** Keeps it for T4, or as long as anything is tried. */
    void keep(K key, Rest rest, long now, boolean briefly) {
        Duration time = briefly ? Timers.T4 : Timers.PATIENCE;
        ArrayDeque<Due<K>> dues = briefly ? brief : lasting;
        forget(now);
        if (dues.size() >= MOST) {
            remove(dues.removeFirst());
        }
        bytes += length(rest);
        while (bytes > MOST_BYTES && !(brief.isEmpty() && lasting.isEmpty())) {
            remove(lasting.isEmpty() ? brief.removeFirst() : lasting.removeFirst());
        }
        rests.put(key, rest);
        if (rest.merged() != null) {
            merged.put(rest.merged(), key);
        }
        dues.add(new Due<>(key, rest, now + time.toNanos()));
    }

    /** What is left, or null. */
    @Nullable Rest find(K key, long now) {
        forget(now);
        return rests.get(key);
    }

    /** Whether the request came already by another way. */
    boolean isMerged(@Nullable String name, K key) {
        K first = name == null ? null : merged.get(name);
        return first != null && !first.equals(key);
    }

    int size() {
        return rests.size();
    }

    /** Lets go what is over. */
    void forget(long now) {
        forget(brief, now);
        forget(lasting, now);
    }

    private void forget(ArrayDeque<Due<K>> dues, long now) {
        while (!dues.isEmpty() && dues.getFirst().at - now <= 0) {
            remove(dues.removeFirst());
        }
    }

    private static int length(Rest rest) {
        byte[] answer = rest.answer();
        return answer == null ? 0 : answer.length;
    }

    private void remove(Due<K> due) {
        bytes -= length(due.rest);
        rests.remove(due.key, due.rest);
        String name = due.rest.merged();
        if (name != null) {
            merged.remove(name, due.key);
        }
    }
}
