package io.patchbay.bench.internal.edge;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.bench.internal.client.Cost;
import io.patchbay.net.EventLoops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Messages of the size of 20 ms of sound, 50 a second on each line, there and back. */
final class RoundTrips implements Measure {

    private static final int PER_SECOND = 50;
    private static final int PATIENCE_SECONDS = 60;

    private final EventLoops loops;
    private final int lines;
    private final int seconds;

    RoundTrips(EventLoops loops, int lines, int seconds) {
        this.loops = loops;
        this.lines = lines;
        this.seconds = seconds;
    }

    @Override
    public List<Value> of(Way way) {
        int frames = PER_SECOND * seconds;
        List<Samples> samples = new ArrayList<>();
        List<List<EchoLine>> byLoop = new ArrayList<>();
        List<SerialLoop> order = new ArrayList<>();
        List<EchoLine> all = new ArrayList<>();
        try {
            for (int i = 0; i < loops.size(); i++) {
                order.add(loops.next());
                byLoop.add(new ArrayList<>());
            }
            for (int i = 0; i < lines; i++) {
                Samples one = new Samples(frames);
                int on = i % order.size();
                EchoLine line = EchoLine.open(way, order.get(on), one);
                samples.add(one);
                all.add(line);
                byLoop.get(on).add(line);
            }
            long relayed = way.relay().isPresent() ? Cost.cpuNanos(way.relay().getAsLong()) : 0;
            Spent from = Spent.now();
            for (int i = 0; i < order.size(); i++) {
                if (!byLoop.get(i).isEmpty()) {
                    new Pacer(order.get(i), byLoop.get(i), frames).start();
                }
            }
            CompletableFuture.allOf(
                            samples.stream().map(Samples::done).toArray(CompletableFuture[]::new))
                    .orTimeout(seconds + PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
            long count = (long) frames * lines;
            double cpu = from.microsEach(count);
            double bytes = from.bytesEach(count);
            int stand = (int) all.stream().filter(EchoLine::stands).count();
            List<Value> found = new ArrayList<>();
            found.add(
                    new Value(
                            "paced_p50",
                            "frame there and back, p50",
                            "us",
                            Samples.micros(samples, 0.5)));
            found.add(
                    new Value(
                            "paced_p99",
                            "frame there and back, p99",
                            "us",
                            Samples.micros(samples, 0.99)));
            found.add(
                    new Value(
                            "paced_cpu", "paced line, our side", "% core", cpu * PER_SECOND / 1e4));
            found.add(new Value("paced_bytes", "paced frame, allocated", "bytes", bytes));
            if (way.relay().isPresent()) {
                long spent = Cost.cpuNanos(way.relay().getAsLong()) - relayed;
                found.add(
                        new Value(
                                "paced_relay",
                                "paced line, the relay",
                                "% core",
                                spent / 1e7 / lines / seconds));
            }
            found.add(new Value("paced_held", "lines that stand afterwards", "lines", stand));
            return found;
        } finally {
            all.forEach(EchoLine::close);
        }
    }
}
