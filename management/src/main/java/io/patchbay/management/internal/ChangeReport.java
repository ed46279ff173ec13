package io.patchbay.management.internal;

import io.patchbay.management.PlugChange;
import io.patchbay.management.PlugChange.Action;
import io.patchbay.management.PlugChange.Outcome;
import io.patchbay.management.internal.Farewell.Stay;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** What is told of one change, which begins with it: what became of each bundle, and when. */
final class ChangeReport {

    private final Instant begun = Instant.now();

    /** Before this moment nothing has to do with the change. */
    Instant begun() {
        return begun;
    }

    /**
     * A bundle came.
     *
     * @param action what was asked for
     * @param beside the other versions that are there
     */
    PlugChange installed(Action action, Bundle bundle, List<Bundle> beside) {
        return came(action, bundle, null, beside.isEmpty() ? "" : "beside " + versions(beside));
    }

    /**
     * A bundle came in the place of others.
     *
     * @param action what was asked for
     * @param old all that were replaced, of other names, too
     */
    PlugChange exchanged(Action action, Bundle bundle, List<Bundle> old) {
        String name = bundle.getSymbolicName();
        List<Bundle> before =
                old.stream().filter(one -> one.getSymbolicName().equals(name)).toList();
        return came(action, bundle, before.isEmpty() ? null : versions(before), "");
    }

    /** A bundle goes. */
    PlugChange removed(Bundle bundle) {
        return told(
                Action.REMOVE,
                bundle.getSymbolicName(),
                bundle.getVersion().toString(),
                null,
                Outcome.DONE,
                "");
    }

    /** The same, now that all has been done for a version before. */
    PlugChange over(PlugChange change) {
        return told(
                change.action(),
                change.bundle(),
                change.from(),
                change.to(),
                change.outcome(),
                change.detail());
    }

    /** The same, of which some stay on a version before. */
    PlugChange draining(PlugChange change, String version, Stay stay) {
        return told(
                change.action(),
                change.bundle(),
                change.from(),
                change.to(),
                Outcome.DRAINING,
                (change.detail().isEmpty() ? "" : change.detail() + ", ") + told(version, stay));
    }

    private static String told(String version, Stay stay) {
        Duration left = stay.left();
        if (left == null) {
            return stay.users() + " stay on " + version + " until they end";
        }
        return left.isZero()
                ? stay.users() + " are cut off now, since " + version + " goes"
                : stay.users()
                        + " stay on "
                        + version
                        + " for at most "
                        + Math.max(1, left.toSeconds())
                        + " s more; then it goes, and who is on it still is cut off";
    }

    private static String versions(List<Bundle> bundles) {
        return String.join(", ", bundles.stream().map(one -> one.getVersion().toString()).toList());
    }

    private PlugChange came(Action action, Bundle bundle, @Nullable String from, String detail) {
        return told(
                action,
                bundle.getSymbolicName(),
                from,
                bundle.getVersion().toString(),
                Outcome.DONE,
                detail);
    }

    private PlugChange told(
            Action action,
            String bundle,
            @Nullable String from,
            @Nullable String to,
            Outcome outcome,
            String detail) {
        Instant now = Instant.now();
        return new PlugChange(
                now, action, bundle, from, to, outcome, Duration.between(begun, now), detail);
    }
}
