package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.model.internal.ModelInput;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the model understands of one piece of sound; known at once or some time later. */
final class Hearing {
    private @Nullable ModelInput result;
    private boolean begun;
    private final List<Runnable> waiting = new ArrayList<>();

    /** True for the first caller, who then has to see to it that {@link #complete} is called. */
    boolean begin() {
        boolean first = !begun;
        begun = true;
        return first;
    }

    /** Settles it; the first call counts. */
    void complete(ModelInput understood) {
        begun = true;
        if (result == null) {
            result = understood;
            List<Runnable> then = List.copyOf(waiting);
            waiting.clear();
            then.forEach(Runnable::run);
        }
    }

    /** Runs {@code then} once it is settled, perhaps at once. */
    void whenKnown(Runnable then) {
        if (result != null) {
            then.run();
        } else {
            waiting.add(then);
        }
    }

    /** What was understood; null while that is not known. */
    @Nullable ModelInput result() {
        return result;
    }
}
