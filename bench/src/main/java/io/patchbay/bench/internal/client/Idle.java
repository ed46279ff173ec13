package io.patchbay.bench.internal.client;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What connections cost to make, and what they hold while nobody speaks. */
final class Idle {

    /**
     * What a round found.
     *
     * @param connectCpu CPU microseconds a connect
     * @param connectWall median of the time a connect takes, in microseconds
     * @param heap bytes of live heap a connection
     * @param resident bytes of resident memory a connection; NaN where unknown
     */
    record Round(double connectCpu, double connectWall, double heap, double resident, int held) {}

    /** Closing handshakes have timers, and these hold what they close. */
    private static final long LONGEST_RELEASE_NANOS = 10_000_000_000L;

    private static final long PAUSE_NANOS = 100_000_000;

    private final URI uri;
    private final int sessions;

    Idle(URI uri, int sessions) {
        this.uri = uri;
        this.sessions = sessions;
    }

    Round measure(Client client) {
        List<Client.Conn> conns = new ArrayList<>(sessions);
        double[] walls = new double[sessions];
        long heap = Long.MAX_VALUE;
        double heapEach = 0;
        try {
            client.connect(uri, sound -> {}).close();
            heap = Cost.liveHeap();
            long resident = Cost.resident();
            Cost.Cpu from = Cost.cpu();
            for (int i = 0; i < sessions; i++) {
                long begun = System.nanoTime();
                conns.add(client.connect(uri, sound -> {}));
                walls[i] = (System.nanoTime() - begun) / 1e3;
            }
            double cpu = from.microsEach(sessions);
            heapEach = (double) (Cost.liveHeap() - heap) / sessions;
            double residentEach =
                    resident < 0 ? Double.NaN : (double) (Cost.resident() - resident) / sessions;
            int held = (int) conns.stream().filter(Client.Conn::open).count();
            Arrays.sort(walls);
            return new Round(cpu, walls[sessions / 2], heapEach, residentEach, held);
        } finally {
            conns.forEach(Client.Conn::close);
            conns.clear();
            awaitRelease(heap, (long) (heapEach * sessions));
        }
    }

    /** Until nine tenths are free again: the rest of a round must not count as the next one's. */
    private static void awaitRelease(long before, long grown) {
        long begun = System.nanoTime();
        while (grown > 0
                && Cost.liveHeap() - before > grown / 10
                && System.nanoTime() - begun < LONGEST_RELEASE_NANOS) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
