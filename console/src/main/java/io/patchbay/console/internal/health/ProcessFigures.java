package io.patchbay.console.internal.health;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the JVM tells of itself. */
final class ProcessFigures {

    private ProcessFigures() {}

    /** As {@code Health.process} of the page's types: bytes and milliseconds; cpu is 0 to 1. */
    static ObjectNode now() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long collecting =
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .filter(millis -> millis > 0)
                        .sum();
        return JsonNodeFactory.instance
                .objectNode()
                .put("uptime", ManagementFactory.getRuntimeMXBean().getUptime())
                .put("heapUsed", heap.getUsed())
                .put("heapMax", heap.getMax() > 0 ? heap.getMax() : heap.getCommitted())
                .put(
                        "nonHeapUsed",
                        ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getUsed())
                .put("threads", ManagementFactory.getThreadMXBean().getThreadCount())
                .put("cpu", cpu())
                .put("gcTime", collecting)
                .put("java", Runtime.version().toString())
                .put("openFiles", openFiles());
    }

    private static @Nullable Double cpu() {
        return system("ProcessCpuLoad") instanceof Double load && load >= 0
                ? Double.valueOf(Math.round(load * 1000) / 1000.0)
                : null;
    }

    private static @Nullable Long openFiles() {
        return system("OpenFileDescriptorCount") instanceof Long files ? files : null;
    }

    /** By name, since not every JVM has them. */
    private static @Nullable Object system(String attribute) {
        try {
            return ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(
                            new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME),
                            attribute);
        } catch (JMException e) {
            return null;
        }
    }
}
