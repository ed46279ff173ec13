package io.patchbay.bench.internal.edge;

import com.sun.management.ThreadMXBean;
import io.patchbay.bench.internal.client.Cost;
import java.lang.management.ManagementFactory;

/**
 * What this process spent up to a moment.
 *
 * @param cpu of all threads
 * @param bytes that threads which live have allocated
 */
record Spent(Cost.Cpu cpu, long bytes) {

    private static final ThreadMXBean THREADS =
            ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    static Spent now() {
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return new Spent(Cost.cpu(), sum);
    }

    /** CPU microseconds from here to now for each of {@code count}. */
    double microsEach(long count) {
        return cpu.microsEach(count);
    }

    /** Bytes allocated from here to now for each of {@code count}. */
    double bytesEach(long count) {
        return (double) (now().bytes - bytes) / count;
    }
}
