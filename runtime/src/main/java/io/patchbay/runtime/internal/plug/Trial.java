package io.patchbay.runtime.internal.plug;

import java.util.ArrayList;
import java.util.List;

/**
 * Which sessions may have a plug: all of them, or a share of those that were opened while it was
 * there. What a session once was let have it keeps when the share changes, so that live sessions do
 * not move to and fro; a full share is for everybody, older sessions too.
 *
 * <p>Immutable. Moments are the registry's own count of events.
 */
final class Trial {

    /** So many changes of a share are told apart; older ones count as the next. */
    private static final int STEPS = 64;

    private record Step(long since, double share) {}

    private final List<Step> steps;

    private Trial(List<Step> steps) {
        this.steps = steps;
    }

    static Trial of(long now, double share) {
        return new Trial(List.of(new Step(now, share)));
    }

    /** Another share from now on. */
    Trial changed(long now, double share) {
        if (share == last().share) {
            return this;
        }
        if (share >= 1) {
            return of(now, share);
        }
        List<Step> more = new ArrayList<>(steps);
        if (more.size() == STEPS) {
            more.remove(0);
        }
        more.add(new Step(now, share));
        return new Trial(List.copyOf(more));
    }

    /**
     * Whether a session may have the plug.
     *
     * @param opened when it was opened
     * @param number its own, 0 to below 1
     */
    boolean admits(long opened, float number) {
        long until = Long.MAX_VALUE;
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            if (opened < until) {
                if (step.share >= 1) {
                    return true;
                }
                if (opened >= step.since) {
                    return number < step.share;
                }
            }
            until = step.since;
        }
        return false;
    }

    private Step last() {
        return steps.get(steps.size() - 1);
    }
}
