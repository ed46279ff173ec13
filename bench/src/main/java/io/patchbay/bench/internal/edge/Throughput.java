package io.patchbay.bench.internal.edge;

import io.patchbay.net.EventLoops;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One line as fast as it goes: each message is acknowledged by its echo. */
final class Throughput implements Measure {

    private static final int PATIENCE_SECONDS = 180;

    private final EventLoops loops;
    private final int frames;

    Throughput(EventLoops loops, int frames) {
        this.loops = loops;
        this.frames = frames;
    }

    @Override
    public List<Value> of(Way way) {
        Flood flood = new Flood(frames);
        try (EchoLine line = EchoLine.open(way, loops.next(), flood)) {
            long begun = System.nanoTime();
            Spent from = Spent.now();
            flood.over(line).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
            double seconds = (System.nanoTime() - begun) / 1e9;
            return List.of(
                    new Value(
                            "full_rate",
                            "frames there and back at full speed",
                            "a second",
                            frames / seconds),
                    new Value(
                            "full_cpu",
                            "frame at full speed, our side",
                            "CPU us",
                            from.microsEach(frames)),
                    new Value(
                            "full_bytes",
                            "frame at full speed, allocated",
                            "bytes",
                            from.bytesEach(frames)));
        }
    }
}
