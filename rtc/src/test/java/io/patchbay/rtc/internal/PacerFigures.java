package io.patchbay.rtc.internal;

import com.sun.management.ThreadMXBean;
import io.patchbay.audio.PacedRing;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** Prints how evenly one thread ticks for many links, and what it costs; for docs/webrtc.md. */
final class PacerFigures {

    private static final int TICKS = 1_000;

    private PacerFigures() {}

    /** Prints a line for each number of links. */
    public static void main(String[] args) throws InterruptedException {
        for (int links : new int[] {1, 50, 200}) {
            measure(links);
        }
    }

    private static void measure(int links) throws InterruptedException {
        Pacer pacer = new Pacer();
        Witness witness = new Witness();
        IntStream.range(1, links).forEach(i -> pacer.add(new Link()));
        pacer.add(witness);
        witness.done.await();
        long[] gaps =
                IntStream.range(1, TICKS)
                        .mapToLong(i -> witness.at[i] - witness.at[i - 1])
                        .sorted()
                        .toArray();
        double seconds = (witness.at[TICKS - 1] - witness.at[0]) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%d links: %.2f ticks a second, gaps %.2f ms (50 %%) %.2f ms (99 %%) %.2f ms"
                        + " (longest), %.2f %% of a core%n",
                links,
                (TICKS - 1) / seconds,
                gaps[TICKS / 2] / 1e6,
                gaps[TICKS * 99 / 100] / 1e6,
                Arrays.stream(gaps).max().orElse(0) / 1e6,
                witness.cpu / 1e7 / seconds);
    }

    private static final class Link implements Runnable, PacedRing.Signals {

        private final PacedRing ring = new PacedRing(24_000, 1_000, 0, this);
        private final byte[] frame = new byte[480];

        @Override
        public void run() {
            ring.take(frame);
        }

        @Override
        public void writable() {}

        @Override
        public void drained() {}
    }

    private static final class Witness implements Runnable {

        private final long[] at = new long[TICKS];
        private final CountDownLatch done = new CountDownLatch(1);
        private int count;
        private volatile long cpu;

        @Override
        public void run() {
            if (count == TICKS) {
                return;
            }
            if (count == 0) {
                cpu = -cpuTime();
            }
            at[count++] = System.nanoTime();
            if (count == TICKS) {
                cpu += cpuTime();
                done.countDown();
            }
        }

        private static long cpuTime() {
            return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadCpuTime();
        }
    }
}
