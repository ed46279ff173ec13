package io.patchbay.management.internal;

import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.management.ChangeOptions;
import io.patchbay.management.PlugChange;
import io.patchbay.management.PlugProgress;
import io.patchbay.management.PlugProgress.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * Sees bundles out that are given up: at once when nobody stays on them, else later, while other
 * changes are made.
 */
final class Farewell {

    private final Surroundings around;
    private final Origins origins;
    private final TakeDown takeDown;
    private final Retirements retirements;

    /**
     * Who stays on a bundle that was given up.
     *
     * @param users how many; 0 when it is gone
     * @param left how long they may, zero when they must go now; null for as long as they want
     */
    record Stay(int users, @Nullable Duration left) {
        private static final Stay NOBODY = new Stay(0, null);
    }

    Farewell(Surroundings around, Origins origins, TakeDown takeDown, Retirements retirements) {
        this.around = around;
        this.origins = origins;
        this.takeDown = takeDown;
        this.retirements = retirements;
    }

    /**
     * Takes a bundle down, or lets it wait for who stays.
     *
     * @param begun when the change began, from when on users had time
     * @param change that gives it up
     * @return who stays on it
     */
    Stay from(
            Bundle bundle,
            ChangeOptions options,
            Instant begun,
            PlugChange change,
            Consumer<PlugProgress> progress) {
        int users = staying(bundle, options, begun);
        if (users == 0) {
            takeDown.remove(bundle, progress);
            forget(List.of(bundle));
            return Stay.NOBODY;
        }
        Duration asked = options.drain();
        Duration left = asked == null ? null : left(asked, begun);
        progress.accept(
                new PlugProgress(
                        Step.DRAINING,
                        bundle.getSymbolicName(),
                        bundle.getVersion().toString(),
                        users));
        retire(bundle, left, change);
        return new Stay(users, left);
    }

    private static Duration left(Duration asked, Instant begun) {
        Duration left = asked.minus(Duration.between(begun, Instant.now()));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Who uses it and has the right to go on: callers, and everybody if an operator says so. */
    private int staying(Bundle bundle, ChangeOptions options, Instant begun) {
        List<PlugInfo> plugs = around.plugsOf(bundle);
        int callers = callers(plugs);
        if (callers > 0) {
            return callers;
        }
        Duration asked = options.drain();
        boolean longer = asked != null && asked.compareTo(ChangeOptions.DRAIN) > 0;
        boolean over =
                asked == null || Duration.between(begun, Instant.now()).compareTo(asked) >= 0;
        return longer && !over ? users(plugs) : 0;
    }

    /** Lets a bundle wait for who is on it. */
    void retire(Bundle bundle, @Nullable Duration most, PlugChange change) {
        retirements.begin(
                bundle,
                most,
                change,
                () -> {
                    takeDown.remove(bundle, progress -> {});
                    forget(List.of(bundle));
                });
    }

    /** How many callers are on caller legs. */
    static int callers(List<PlugInfo> plugs) {
        return plugs.stream()
                .filter(plug -> plug.kind() == PlugKind.CALLER_LEG)
                .mapToInt(PlugInfo::users)
                .sum();
    }

    /** How many sessions use plugs. */
    static int users(List<PlugInfo> plugs) {
        return plugs.stream().mapToInt(PlugInfo::users).sum();
    }

    /** What is not installed any more leaves nothing behind. */
    void forget(Collection<Bundle> gone) {
        for (Bundle bundle : gone) {
            Path file = TakeDown.file(bundle);
            if (file != null) {
                origins.forget(file);
            }
        }
        takeDown.sweep(gone);
    }
}
