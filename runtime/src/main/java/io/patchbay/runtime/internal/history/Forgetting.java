package io.patchbay.runtime.internal.history;

import io.patchbay.api.history.Item;
import io.patchbay.api.session.Retention;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a history that has outgrown its bounds keeps: the newest. An eighth goes at a time, so that
 * it costs little per item.
 *
 * @param kept what stays
 * @param bytes how much that is
 * @param gone the ids of what went, oldest first
 * @param last the newest of what went from the beginning
 */
record Forgetting(HistorySnapshot kept, long bytes, List<String> gone, String last) {

    /** What has to go, or null when nothing has. */
    static @Nullable Forgetting of(HistorySnapshot history, long bytes, Retention retention) {
        ItemList all = history.list();
        if (all.size() <= retention.maxItems() && bytes <= retention.maxBytes() || all.size() < 2) {
            return null;
        }
        int most = retention.maxItems() - retention.maxItems() / 8;
        long heaviest = retention.maxBytes() - retention.maxBytes() / 8;
        List<String> gone = new ArrayList<>();
        Set<String> calls = new HashSet<>();
        long left = bytes;
        int first = 0;
        while (first < all.size() - 1 && (all.size() - first > most || left > heaviest)) {
            Item item = all.get(first++);
            left -= Parts.bytes(item);
            gone.add(item.id());
            if (item instanceof Item.FunctionCall call) {
                calls.add(call.callId());
            }
        }
        String last = all.get(first - 1).id();
        HistorySnapshot kept = HistorySnapshot.EMPTY;
        for (int i = first; i < all.size(); i++) {
            Item item = all.get(i);
            if (item instanceof Item.FunctionCallOutput output && calls.contains(output.callId())) {
                left -= Parts.bytes(item); // an output without its call says nothing
                gone.add(item.id());
            } else {
                kept = kept.append(item);
            }
        }
        return new Forgetting(kept, left, gone, last);
    }
}
