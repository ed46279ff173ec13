package io.patchbay.runtime.internal.osgi;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * Until when a container's thread waits for a plug to end: one deadline for all services of a
 * bundle that stops, and for all bundles when the container stops (RULES 38). It is below what
 * Declarative Services allow a call to take, so that they never give up on the runtime.
 */
final class Stops {

    private static final System.Logger LOG = System.getLogger(Stops.class.getName());

    /** For the close of what was cut off, and for the container's own work. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private static final String LOCK = "ds.lock.timeout.milliseconds";
    private static final String STOP = "ds.stop.timeout.milliseconds";

    private final BundleContext context;
    private final LongSupplier nanoTime;
    private final Duration drain;
    private final Map<Long, Long> deadlines = new ConcurrentHashMap<>();

    /**
     * For the bundles of a container.
     *
     * @param drain how long users of a stopped plug may go on, if the container allows it
     */
    Stops(BundleContext context, LongSupplier nanoTime, Duration drain) {
        this.context = context;
        this.nanoTime = nanoTime;
        this.drain = shorter(drain, shorter(limit(LOCK, 5_000), limit(STOP, 60_000)));
        if (this.drain.compareTo(drain) < 0) {
            LOG.log(
                    Level.INFO,
                    "calls in a bundle that is stopped have {0} ms to end, not {1}: {2} and {3} are"
                            + " smaller; docs/containers says what to set",
                    this.drain.toMillis(),
                    drain.toMillis(),
                    LOCK,
                    STOP);
        }
    }

    private Duration limit(String property, long otherwise) {
        String said = context.getProperty(property);
        long millis = otherwise;
        try {
            millis = said == null ? otherwise : Long.parseLong(said.trim());
        } catch (NumberFormatException e) {
            LOG.log(Level.WARNING, "{0} is no number: {1}", property, said);
        }
        Duration left = Duration.ofMillis(millis).minus(MARGIN.multipliedBy(2));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /**
     * A bundle offers something: if it stopped before, that is over. Nothing is kept of bundles
     * that were uninstalled since, for each update leaves one behind.
     */
    void started(@Nullable Bundle bundle) {
        if (bundle != null) {
            deadlines.remove(bundle.getBundleId());
        }
        deadlines.keySet().removeIf(id -> context.getBundle(id) == null);
    }

    /** Whether all of a bundle goes, not one of its services. */
    static boolean stops(@Nullable Bundle bundle) {
        return bundle != null && bundle.getState() == Bundle.STOPPING;
    }

    /** How long users of what a bundle took away may go on from now. */
    Duration left(@Nullable Bundle bundle) {
        Bundle container = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        Bundle stopping = stops(container) ? container : stops(bundle) ? bundle : null;
        if (stopping == null) {
            return drain;
        }
        long now = nanoTime.getAsLong();
        long end = deadlines.computeIfAbsent(stopping.getBundleId(), id -> now + drain.toNanos());
        return Duration.ofNanos(Math.max(0, end - now));
    }

    /** How long the container's thread waits for what has so much time left. */
    static Duration patience(Duration left) {
        return left.plus(MARGIN);
    }
}
