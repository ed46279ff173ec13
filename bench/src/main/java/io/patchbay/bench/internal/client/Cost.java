package io.patchbay.bench.internal.client;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process has used: CPU time of all its threads, live heap, resident memory. */
public final class Cost {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final long STEP = 10_000_000;
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Path STATUS = Path.of("/proc/self/status");

    private Cost() {}

    /**
     * CPU time used up to a moment, in nanoseconds.
     *
     * @param process of the process, as the JVM tells it: in steps of 10 ms
     * @param threads of the threads that live, as Linux tells it: exact, but threads that ended are
     *     missing; 0 elsewhere
     */
    public record Cpu(long process, long threads) {

        /** Microseconds from here to now for each of {@code count}. */
        public double microsEach(long count) {
            Cpu now = cpu();
            long coarse = now.process - process;
            long exact = now.threads - threads;
            boolean believable = exact > 0 && Math.abs(coarse - exact) <= 2 * STEP;
            return (believable ? exact : coarse) / 1e3 / count;
        }
    }

    /** CPU time used up to now. */
    public static Cpu cpu() {
        return new Cpu(SYSTEM.getProcessCpuTime(), threads(TASKS));
    }

    private static long threads(Path folder) {
        long sum = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(folder)) {
            for (Path task : tasks) {
                sum += running(task);
            }
            return sum;
        } catch (IOException e) {
            return 0; // no Linux: the coarse clock has to do
        }
    }

    private static long running(Path task) {
        try {
            String line = Files.readString(task.resolve("schedstat"));
            return Long.parseLong(line.substring(0, line.indexOf(' ')));
        } catch (IOException e) {
            return 0; // the thread has just ended
        }
    }

    /**
     * CPU time in nanoseconds that the threads of a process which live have used; 0 where the
     * system does not tell.
     */
    public static long cpuNanos(long pid) {
        return threads(Path.of("/proc/" + pid + "/task"));
    }

    /** Bytes of the heap that are in use after a full collection. */
    public static long liveHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Resident memory in bytes, or -1 where the system does not tell. */
    public static long resident() {
        return resident(STATUS);
    }

    /** The same of another process. */
    public static long resident(long pid) {
        return resident(Path.of("/proc/" + pid + "/status"));
    }

    private static long resident(Path status) {
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
            return -1;
        } catch (IOException e) {
            return -1; // no Linux: the figure is left out
        }
    }
}
