package io.patchbay.management.internal;

import io.patchbay.management.PlugChange;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * Bundles that nobody gets any more and some use still: callers who talk (RULES 27). Each goes when
 * its last user is done, while other changes go on. For any thread.
 */
final class Retirements {

    private final Surroundings around;
    private final Executor thread;
    private final Consumer<PlugChange> history;
    private final Map<Long, Retired> all = new ConcurrentHashMap<>();

    private record Retired(Instant begun, PlugChange change, Runnable over) {}

    /**
     * None yet.
     *
     * @param thread on which changes are made
     * @param history is told of each that went
     */
    Retirements(Surroundings around, Executor thread, Consumer<PlugChange> history) {
        this.around = around;
        this.thread = thread;
        this.history = history;
    }

    /** Whether a bundle waits for its last user. */
    boolean has(Bundle bundle) {
        return all.containsKey(bundle.getBundleId());
    }

    /**
     * Lets a bundle wait for its last user. One that waits already has what is shorter.
     *
     * @param most how long it waits, or null for as long as somebody stays
     * @param change that gave it up
     * @param over takes the bundle down; runs on the thread of changes
     */
    void begin(Bundle bundle, @Nullable Duration most, PlugChange change, Runnable over) {
        all.putIfAbsent(bundle.getBundleId(), new Retired(Instant.now(), change, over));
        String version = bundle.getVersion().toString();
        around.retirement()
                .retire(bundle.getSymbolicName(), version, most)
                .whenComplete((nothing, failure) -> thread.execute(() -> end(bundle, version)));
    }

    private void end(Bundle bundle, String version) {
        Retired gone = all.get(bundle.getBundleId());
        if (gone == null) {
            return;
        }
        try {
            gone.over().run();
        } finally {
            all.remove(bundle.getBundleId());
        }
        PlugChange change = gone.change();
        history.accept(
                new PlugChange(
                        Instant.now(),
                        change.action(),
                        change.bundle(),
                        version,
                        change.to(),
                        PlugChange.Outcome.DONE,
                        Duration.between(gone.begun(), Instant.now()),
                        "nobody is on " + version + " any more"));
    }
}
