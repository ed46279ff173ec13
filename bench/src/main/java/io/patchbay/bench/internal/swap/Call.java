package io.patchbay.bench.internal.swap;

import org.jspecify.annotations.Nullable;

/**
 * One call with its two ends.
 *
 * @param door the version of the caller-leg plug through which it came; null when the application
 *     opened it
 */
record Call(Caller caller, FarEnd end, @Nullable String door) {

    String name() {
        return end.name;
    }
}
