package io.patchbay.bench.internal.swap;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order of a conversation's items over all lines, against which is held what a new line is told
 * of it. On the peer's thread.
 */
final class Told {

    private static final int REMEMBERED = 400;

    private final String conversation;
    private final Faults faults;
    private final Map<String, Long> places = new LinkedHashMap<>();
    private long next;

    Told(String conversation, Faults faults) {
        this.conversation = conversation;
        this.faults = faults;
    }

    /** An item that is new in the conversation. */
    void add(String id) {
        if (places.putIfAbsent(id, next) == null) {
            next++;
            if (places.size() > REMEMBERED) {
                Iterator<String> oldest = places.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        }
    }

    void remove(String id) {
        places.remove(id);
    }

    /** A line takes over that was told these items, in this order. */
    void check(List<String> line) {
        List<String> unknown = new ArrayList<>();
        long last = -1;
        for (String id : line) {
            Long place = places.get(id);
            if (place == null) {
                unknown.add(id);
            } else if (place <= last) {
                faults.add(conversation + ": a new line was told " + id + " out of order");
            } else {
                last = place;
            }
        }
        unknown.forEach(this::add);
    }
}
