package io.patchbay.console.internal.health;

import java.util.List;
import org.osgi.framework.BundleContext;

/** Chooses between the checks of the container and ours alone. */
final class ContainerChecks {

    private ContainerChecks() {}

    /** All checks of the container where it has Felix Health Checks, else these by themselves. */
    static Checks of(BundleContext context, List<Check> own) {
        return isThere("org.apache.felix.hc.api.execution.HealthCheckExecutor")
                ? new FelixChecks(context, own)
                : new OwnChecks(own);
    }

    /** Whether a class of an optional import can be had. */
    static boolean isThere(String name) {
        try {
            Class.forName(name, false, ContainerChecks.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private record OwnChecks(List<Check> own) implements Checks {
        @Override
        public List<Checked> look() {
            return own.stream().map(Checked::by).toList();
        }

        @Override
        public void close() {}
    }
}
