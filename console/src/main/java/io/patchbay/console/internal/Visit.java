package io.patchbay.console.internal;

import io.patchbay.management.resource.Permission;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Somebody who was let in, until they leave. For any thread. */
final class Visit {

    private final Permission permission;
    private final Set<Runnable> leaving = new LinkedHashSet<>();
    private boolean over;

    Visit(Permission permission) {
        this.permission = permission;
    }

    /** What they may do. */
    Permission permission() {
        return permission;
    }

    /** Has something done when they leave; at once when they have. */
    void onEnd(Runnable action) {
        synchronized (this) {
            if (!over) {
                leaving.add(action);
                return;
            }
        }
        action.run();
    }

    /** Takes back what was to be done. */
    synchronized void forget(Runnable action) {
        leaving.remove(action);
    }

    /** They leave: whatever they still listen to ends. */
    void end() {
        List<Runnable> actions;
        synchronized (this) {
            over = true;
            actions = List.copyOf(leaving);
            leaving.clear();
        }
        actions.forEach(Runnable::run);
    }
}
