package io.patchbay.runtime.internal.session;

import org.jspecify.annotations.Nullable;

/** How much sound there is of the last few items. Nothing is allocated per frame. On the loop. */
final class GeneratedSound {
    private static final int REMEMBERED = 16;

    private @Nullable String @Nullable [] items;
    private long[] micros = {};
    private int last;

    void add(String itemId, long more) {
        @Nullable String[] known = items;
        if (known == null) {
            known = new String[REMEMBERED];
            items = known;
            micros = new long[REMEMBERED];
        }
        if (!itemId.equals(known[last])) {
            int at = find(itemId);
            if (at < 0) {
                at = (last + 1) % REMEMBERED;
                known[at] = itemId;
                micros[at] = 0;
            }
            last = at;
        }
        micros[last] += more;
    }

    private int find(String itemId) {
        @Nullable String[] known = items;
        for (int i = 0; known != null && i < known.length; i++) {
            if (itemId.equals(known[i])) {
                return i;
            }
        }
        return -1;
    }

    /** Milliseconds that were generated of an item; 0 when it is not remembered. */
    long millis(String itemId) {
        int at = find(itemId);
        return at < 0 ? 0 : micros[at] / 1_000;
    }
}
