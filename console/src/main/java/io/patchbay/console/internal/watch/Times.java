package io.patchbay.console.internal.watch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Times as the API has them: seconds of a session's time, milliseconds of what took a while. */
final class Times {

    private Times() {}

    static double seconds(long nanos) {
        return nanos / 1_000 / 1e6;
    }

    static @Nullable Double millis(@Nullable Duration time) {
        return time == null ? null : (Double) (Math.round(time.toNanos() / 1e4) / 100.0);
    }
}
