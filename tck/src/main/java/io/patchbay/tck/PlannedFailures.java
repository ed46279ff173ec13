package io.patchbay.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Calls that a test wants to fail, each once, per kind of call in the order of planning. */
final class PlannedFailures {

    private final List<Planned> planned = new ArrayList<>();

    synchronized void plan(Class<?> call, Throwable error) {
        planned.add(new Planned(call, Objects.requireNonNull(error, "error")));
    }

    /** Takes the failure that is due for this kind of call, or null. */
    synchronized @Nullable Throwable next(Class<?> call) {
        for (int i = 0; i < planned.size(); i++) {
            if (planned.get(i).call.equals(call)) {
                return planned.remove(i).error;
            }
        }
        return null;
    }

    synchronized void assertNoneWaits() {
        if (!planned.isEmpty()) {
            throw new AssertionError("planned failures that did not happen: " + planned);
        }
    }

    private record Planned(Class<?> call, Throwable error) {
        @Override
        public String toString() {
            return call.getSimpleName();
        }
    }
}
