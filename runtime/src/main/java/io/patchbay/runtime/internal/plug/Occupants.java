package io.patchbay.runtime.internal.plug;

import io.patchbay.runtime.internal.work.Stacks;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The threads of the runtime that are inside a plug's code. Any thread. */
final class Occupants {

    private final Set<Stay> inside = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Runnable leaked;

    /** A thread that runs code of the plug; compared by identity, for one may be in it twice. */
    private static final class Stay {
        final Thread thread;

        Stay(Thread thread) {
            this.thread = thread;
        }
    }

    /** See {@link io.patchbay.runtime.internal.session.Lease#enter}. */
    Runnable enter() {
        Stay stay = new Stay(Thread.currentThread());
        inside.add(stay);
        return () -> {
            inside.remove(stay);
            Runnable told = leaked;
            if (told != null && inside.isEmpty()) {
                told.run();
            }
        };
    }

    /** Whether there is one. */
    boolean any() {
        return !inside.isEmpty();
    }

    /**
     * The plug has ended, and they are there still.
     *
     * @param over told when the last of them has come back
     */
    void leaked(Runnable over) {
        leaked = over;
        if (inside.isEmpty()) {
            over.run();
        }
    }

    /** Whether they were found there after the plug's end. */
    boolean leaked() {
        return leaked != null;
    }

    /** Where they are, thread by thread. */
    String stacks() {
        return inside.stream()
                .map(stay -> Stacks.of(stay.thread))
                .collect(Collectors.joining("\n"));
    }
}
