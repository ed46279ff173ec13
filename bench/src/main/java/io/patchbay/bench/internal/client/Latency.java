package io.patchbay.bench.internal.client;

import io.patchbay.bench.internal.floor.Ear;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Time from the server's socket to the listener, of events paced in real time. The server's clock
 * is in the sound; both processes read the same monotonic clock of this machine.
 */
final class Latency {

    /** The first fifth is for the caches. */
    private static final int WARM_UP_SHARE = 5;

    private static final int FRAME_MICROS = 20_000;

    /**
     * What a round found.
     *
     * @param cpu CPU microseconds an event
     * @param held connections that stood at the end
     */
    record Round(double p50, double p99, double cpu, int held) {}

    private final URI uri;
    private final int events;

    /** Measures {@code events} on each connection. */
    Latency(URI uri, int events) {
        this.uri = uri;
        this.events = events;
    }

    Round measure(Client client, int sessions) {
        List<Client.Conn> conns = new ArrayList<>();
        List<Recorder> recorders = new ArrayList<>();
        try {
            for (int i = 0; i < sessions; i++) {
                Recorder recorder = new Recorder(events);
                recorders.add(recorder);
                conns.add(client.connect(uri, recorder));
            }
            Cost.Cpu from = Cost.cpu();
            for (int i = 0; i < sessions; i++) {
                int offset = FRAME_MICROS * i / sessions;
                conns.get(i)
                        .send(
                                "{\"type\":\"bench.pace\",\"count\":"
                                        + events
                                        + ",\"offset_us\":"
                                        + offset
                                        + "}");
            }
            recorders.forEach(r -> Waiting.on("the end of a paced answer", r.done));
            double cpu = from.microsEach((long) events * sessions);
            int held = (int) conns.stream().filter(Client.Conn::open).count();
            long[] all =
                    recorders.stream()
                            .flatMapToLong(r -> Arrays.stream(r.late()))
                            .sorted()
                            .toArray();
            return new Round(at(all, 0.5), at(all, 0.99), cpu, held);
        } finally {
            conns.forEach(Client.Conn::close);
        }
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) (sorted.length * share)] / 1e3;
    }

    private static final class Recorder implements Ear {
        private final long[] nanos;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private int count;

        Recorder(int events) {
            this.nanos = new long[events];
        }

        @Override
        public void hear(ByteBuffer sound) {
            if (count < nanos.length) {
                nanos[count] = System.nanoTime() - sound.getLong(sound.position());
                if (++count == nanos.length) {
                    done.complete(null);
                }
            }
        }

        long[] late() {
            return Arrays.copyOfRange(nanos, nanos.length / WARM_UP_SHARE, nanos.length);
        }
    }
}
