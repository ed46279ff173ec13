package io.patchbay.bench.internal.swap;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds what a new line is told of the conversation against what the line before it knew: the same
 * items in the same order, as far as they are told. On the peer's thread.
 */
final class Told {

    private final String conversation;
    private final Faults faults;
    private List<String> before = List.of();

    Told(String conversation, Faults faults) {
        this.conversation = conversation;
        this.faults = faults;
    }

    /**
     * A line takes over.
     *
     * @param items the ids that it was told, in order; grows as the conversation goes on
     */
    void takesOver(List<String> items) {
        Map<String, Integer> places = new HashMap<>();
        for (String id : before) {
            places.put(id, places.size());
        }
        int last = -1;
        for (String id : items) {
            Integer place = places.get(id);
            if (place != null && place < last) {
                faults.add(conversation + ": a new line was told " + id + " out of order");
            }
            last = place == null ? last : place;
        }
        before = items;
    }
}
