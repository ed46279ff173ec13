package io.patchbay.bench.internal.swap;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What went wrong, for a person: the first few of it in words, the rest as a number. Any thread.
 */
final class Faults {

    private static final int KEPT = 40;

    private final List<String> words = new ArrayList<>();
    private final Consumer<String> told;
    private volatile String during = "at the beginning";
    private long count;

    /** None yet; {@code told} hears of the first ones at once. */
    Faults(Consumer<String> told) {
        this.told = told;
    }

    /** What is being done now. */
    void during(String what) {
        during = what;
    }

    synchronized void add(String what) {
        if (count++ < KEPT) {
            String whole = what + " (" + during + ")";
            words.add(whole);
            told.accept("WRONG: " + whole);
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
