package io.patchbay.tck.conformance;

import io.patchbay.api.tool.CancellationToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A token that the kit cancels. */
final class LentToken implements CancellationToken {

    private final Executor workers;
    private final List<Runnable> actions = new ArrayList<>();
    private boolean cancelled;

    LentToken(Executor workers) {
        this.workers = workers;
    }

    void cancel() {
        List<Runnable> due;
        synchronized (this) {
            cancelled = true;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(workers::execute);
    }

    @Override
    public synchronized boolean isCancelled() {
        return cancelled;
    }

    @Override
    public synchronized Optional<String> reason() {
        return cancelled ? Optional.of("the kit cancelled it") : Optional.empty();
    }

    @Override
    public void onCancelled(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                actions.add(action);
                return;
            }
        }
        workers.execute(action);
    }
}
