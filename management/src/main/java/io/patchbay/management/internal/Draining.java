package io.patchbay.management.internal;

import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugVersion;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.plug.SwapRecord;
import io.patchbay.management.ChangeOptions;
import io.patchbay.management.PlugProgress;
import io.patchbay.management.PlugProgress.Step;
import io.patchbay.management.PlugRefusedException;
import io.patchbay.management.PlugRefusedException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;

/** Waits until sessions have moved from old versions to new ones. */
final class Draining {

    private final Surroundings around;
    private final Instant since;

    /**
     * For one change.
     *
     * @param since when it began, before which no swap has to do with it
     */
    Draining(Surroundings around, Instant since) {
        this.around = around;
        this.since = since;
    }

    /**
     * Returns when nobody uses the old version, its time is over, or whoever stays may do so longer
     * than a change is to be kept waiting: callers, and those whom the operator gave more time.
     *
     * @throws PlugRefusedException when more sessions failed to move than moved
     */
    void await(
            Bundle old,
            Collection<Bundle> successors,
            ChangeOptions options,
            Consumer<PlugProgress> progress) {
        String name = old.getSymbolicName();
        String version = old.getVersion().toString();
        long begun = System.nanoTime();
        int before = -1;
        while (true) {
            List<PlugInfo> plugs = around.plugsOf(name, version);
            int users = Farewell.users(plugs);
            if (users != before) {
                progress.accept(new PlugProgress(Step.DRAINING, name, version, users));
                before = users;
            }
            refuseIfTheyCannotMove(successors);
            if (users == Farewell.callers(plugs)
                    || System.nanoTime() - begun > patience(options).toNanos()) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            if (Thread.currentThread().isInterrupted()) {
                return; // the container stops
            }
        }
    }

    private static Duration patience(ChangeOptions options) {
        Duration asked = options.drain();
        return asked != null && asked.compareTo(ChangeOptions.DRAIN) < 0
                ? asked
                : ChangeOptions.DRAIN;
    }

    private void refuseIfTheyCannotMove(Collection<Bundle> successors) {
        int moved = 0;
        int failed = 0;
        String why = "";
        for (SwapRecord swap : around.plugs().swaps()) {
            if (swap.at().isBefore(since) || !isOf(swap.swap(), successors)) {
                continue;
            }
            if (swap.swap().outcome() == Swap.Outcome.ROLLED_BACK) {
                failed++;
                why = swap.swap().detail();
            } else {
                moved++;
            }
        }
        if (failed > moved) {
            throw new PlugRefusedException(
                    Reason.ROLLED_BACK,
                    failed
                            + " of "
                            + (failed + moved)
                            + " sessions could not move to it and stay with the old version"
                            + (why.isEmpty() ? "" : ": " + Reasons.firstLine(why)));
        }
    }

    private boolean isOf(Swap swap, Collection<Bundle> successors) {
        PlugVersion to = swap.to();
        return to != null
                && successors.stream()
                        .flatMap(bundle -> around.plugsOf(bundle).stream())
                        .anyMatch(
                                plug ->
                                        plug.kind() == swap.kind()
                                                && plug.name().equals(to.name())
                                                && plug.version().equals(to.version()));
    }
}
