package io.patchbay.runtime.internal.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Items that were told to follow one that nobody has seen yet. They wait at the end, each with
 * those that were put after it, and move when their predecessor appears. Bounded: a predecessor
 * that never comes is forgotten.
 */
final class Orphans {
    private static final int REMEMBERED = 32;

    private @Nullable Map<String, List<List<String>>> waiting;

    /** An item was put at the end because its predecessor is unknown. */
    void waits(String itemId, String predecessor) {
        Map<String, List<List<String>>> known = waiting == null ? new LinkedHashMap<>() : waiting;
        waiting = known;
        List<String> chain = new ArrayList<>(2);
        chain.add(itemId);
        known.computeIfAbsent(predecessor, p -> new ArrayList<>(1)).add(chain);
        if (known.size() > REMEMBERED) {
            known.remove(known.keySet().iterator().next());
        }
    }

    /** An item was put right after another, which may be waiting. */
    void follows(String itemId, String predecessor) {
        if (waiting == null) {
            return;
        }
        for (List<List<String>> chains : waiting.values()) {
            for (List<String> chain : chains) {
                int at = chain.indexOf(predecessor);
                if (at >= 0) {
                    chain.add(at + 1, itemId);
                    return;
                }
            }
        }
    }

    /** An item appeared: those that waited for it, in the order in which they came. */
    List<List<String>> of(String itemId) {
        List<List<String>> found = waiting == null ? null : waiting.remove(itemId);
        return found == null ? List.of() : found;
    }

    /** An item left. */
    void forget(String itemId) {
        if (waiting != null) {
            waiting.values().forEach(chains -> chains.forEach(chain -> chain.remove(itemId)));
        }
    }

    void clear() {
        waiting = null;
    }
}
