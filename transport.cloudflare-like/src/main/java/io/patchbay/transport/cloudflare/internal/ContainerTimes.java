package io.patchbay.transport.cloudflare.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * How long a container lets us wait when a service goes. A class of its own, as a class path has
 * not the types of a container.
 */
final class ContainerTimes {

    /** So long lines have to move, where the container allows it (RULES 38). */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    /** For the close of what was cut off, and for the container's own work. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private static final long SCR_LOCK_MILLIS = 5_000;
    private static final long SCR_STOP_MILLIS = 60_000;

    private ContainerTimes() {}

    /** Below what Declarative Services allow a call to take. */
    static Duration drain() {
        Bundle bundle = FrameworkUtil.getBundle(ContainerTimes.class);
        BundleContext context = bundle == null ? null : bundle.getBundleContext();
        long allowed =
                Math.min(
                        millis(context, "ds.lock.timeout.milliseconds", SCR_LOCK_MILLIS),
                        millis(context, "ds.stop.timeout.milliseconds", SCR_STOP_MILLIS));
        Duration most = Duration.ofMillis(allowed).minus(MARGIN);
        Duration drain = most.compareTo(DRAIN) < 0 ? most : DRAIN;
        return drain.isNegative() ? Duration.ZERO : drain;
    }

    private static long millis(@Nullable BundleContext context, String property, long otherwise) {
        String said = context == null ? null : context.getProperty(property);
        try {
            return said == null ? otherwise : Long.parseLong(said.strip());
        } catch (NumberFormatException e) {
            return otherwise; // the runtime has complained of it already
        }
    }
}
