package io.patchbay.console.internal.health;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Objects;

/** Whether what is left in the heap after a collection comes near its limit. */
record MemoryCheck(double warnAt, double criticalAt) implements Check {

    /** 85 % and 95 % of the heap. */
    static final MemoryCheck DEFAULT = new MemoryCheck(0.85, 0.95);

    @Override
    public String tag() {
        return "memory";
    }

    @Override
    public String title() {
        return "Patchbay memory";
    }

    @Override
    public List<Finding> look() {
        long kept = keptAfterCollection();
        long most = Runtime.getRuntime().maxMemory();
        double share = (double) kept / most;
        String words =
                "%d MB of %d MB are in use after the last garbage collection (%d %%)."
                        .formatted(kept >> 20, most >> 20, Math.round(share * 100));
        if (share >= criticalAt) {
            return List.of(
                    Finding.critical(
                            words,
                            "Calls will fail soon. End some, or restart with a larger heap (-Xmx);"
                                    + " a heap dump shows what keeps it."));
        }
        return List.of(
                share >= warnAt
                        ? Finding.warn(
                                words,
                                "Hold fewer calls, keep less history (Retention), or give the JVM"
                                        + " a larger heap (-Xmx).")
                        : Finding.ok(words));
    }

    private static long keptAfterCollection() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(Objects::nonNull)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }
}
