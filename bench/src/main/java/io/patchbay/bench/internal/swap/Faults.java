package io.patchbay.bench.internal.swap;

import java.util.ArrayList;
import java.util.List;

/**
 * What went wrong, for a person: the first few of it in words, the rest as a number. Any thread.
 */
final class Faults {

    private static final int KEPT = 40;

    private final List<String> words = new ArrayList<>();
    private long count;

    synchronized void add(String what) {
        if (count++ < KEPT) {
            words.add(what);
        }
    }

    synchronized long count() {
        return count;
    }

    synchronized List<String> words() {
        List<String> all = new ArrayList<>(words);
        if (count > KEPT) {
            all.add("and " + (count - KEPT) + " more");
        }
        return all;
    }
}
