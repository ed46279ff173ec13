package io.patchbay.bench.internal.edge;

import io.patchbay.bench.internal.client.Cost;
import io.patchbay.net.EventLoops;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** From the call of connect until the line stands, one after the other. */
final class Connects implements Measure {

    private final EventLoops loops;
    private final int count;

    Connects(EventLoops loops, int count) {
        this.loops = loops;
        this.count = count;
    }

    @Override
    public List<Value> of(Way way) {
        List<EchoLine> lines = new ArrayList<>(count);
        double[] micros = new double[count];
        try {
            Cost.Cpu from = Cost.cpu();
            for (int i = 0; i < count; i++) {
                long begun = System.nanoTime();
                lines.add(EchoLine.open(way, loops.next(), nanos -> {}));
                micros[i] = (System.nanoTime() - begun) / 1e3;
            }
            double cpu = from.microsEach(count);
            Arrays.sort(micros);
            return List.of(
                    new Value("connect_p50", "connect, p50", "us", micros[count / 2]),
                    new Value("connect_p99", "connect, p99", "us", micros[count * 99 / 100]),
                    new Value("connect_cpu", "connect, our side", "CPU us", cpu));
        } finally {
            lines.forEach(EchoLine::close);
        }
    }
}
