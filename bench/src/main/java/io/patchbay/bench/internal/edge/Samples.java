package io.patchbay.bench.internal.edge;

import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/** Round trips of one line; on its loop until all are there. Allocates nothing meanwhile. */
final class Samples implements LongConsumer {

    /** The first fifth is for the caches. */
    private static final int WARM_UP_SHARE = 5;

    private final long[] nanos;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int count;

    Samples(int most) {
        this.nanos = new long[most];
    }

    @Override
    public void accept(long one) {
        if (count < nanos.length) {
            nanos[count++] = one;
            if (count == nanos.length) {
                done.complete(null);
            }
        }
    }

    /** Completes with the last of them. */
    CompletableFuture<Void> done() {
        return done;
    }

    /** A quantile over all of them, in microseconds. */
    static double micros(Collection<Samples> all, double share) {
        long[] sorted =
                all.stream()
                        .flatMapToLong(
                                one ->
                                        Arrays.stream(
                                                one.nanos,
                                                one.nanos.length / WARM_UP_SHARE,
                                                one.nanos.length))
                        .sorted()
                        .toArray();
        return sorted[(int) (sorted.length * share)] / 1e3;
    }
}
