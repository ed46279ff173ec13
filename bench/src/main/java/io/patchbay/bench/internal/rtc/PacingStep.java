package io.patchbay.bench.internal.rtc;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.bench.internal.floor.BarePusher;
import io.patchbay.net.EventLoops;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcSettings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * How evenly sound leaves: how far each 10 ms are from where they belong, counted from the first.
 * Links on an engine that does nothing, beside a bare thread.
 */
final class PacingStep {

    private static final int LINKS = 20;

    private final RtcPlan plan;
    private final Results results;
    private final Consumer<String> told;

    PacingStep(RtcPlan plan, Results results, Consumer<String> told) {
        this.plan = plan;
        this.results = results;
        this.told = told;
    }

    void run() {
        for (int round = -plan.warmUps(); round < plan.rounds(); round++) {
            for (int turn = 0; turn < 2; turn++) {
                if ((round + turn & 1) == 0) {
                    keep(round, "link", "pacing error of " + LINKS + " links", links());
                } else {
                    keep(round, "bare", "pacing error of a bare thread", bare());
                }
            }
        }
    }

    private void keep(int round, String id, String name, List<double[]> errors) {
        double[] all = errors.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
        double middle = all[all.length / 2];
        double late = all[(int) (all.length * 0.99)];
        told.accept(Steps.line(round, name, "p50 %.3f ms, p99 %.3f", middle, late));
        if (round >= 0) {
            results.add("pacing." + id + ".p50", name + ", p50", "ms", middle);
            results.add("pacing." + id + ".p99", name + ", p99", "ms", late);
        }
    }

    private List<double[]> bare() {
        List<Pushes> all = new ArrayList<>();
        try (BarePusher pusher = new BarePusher()) {
            for (int i = 0; i < LINKS; i++) {
                Pushes pushes = new Pushes();
                all.add(pushes);
                pusher.add(pushes::now);
            }
            Waits.pass(TimeUnit.SECONDS.toMillis(plan.seconds()));
        }
        return all.stream().map(Pushes::errors).toList();
    }

    private List<double[]> links() {
        SilentEngine engine = new SilentEngine();
        List<RtcLink> links = new ArrayList<>();
        try (EventLoops loops = EventLoops.create(1)) {
            SerialLoop loop = loops.next();
            loop.execute(
                    () -> {
                        for (int i = 0; i < LINKS; i++) {
                            RtcLink link =
                                    RtcLink.open(
                                            engine,
                                            RtcSettings.defaults(),
                                            loop,
                                            new NobodyListens());
                            links.add(link);
                            link.offer().thenCompose(offer -> link.accept(SilentEngine.ANSWER));
                        }
                    });
            Waits.until("links", () -> engine.connected() == LINKS);
            Waits.pass(TimeUnit.SECONDS.toMillis(plan.seconds()));
            for (RtcLink link : links) {
                link.close().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
            }
        }
        return engine.pushes().stream().map(Pushes::errors).toList();
    }

    /** When something was pushed. */
    static final class Pushes {

        private static final int MOST = 120_000;

        private final long[] times = new long[MOST];
        private volatile int count;

        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        void now() {
            if (count < MOST) {
                times[count] = System.nanoTime();
                count++;
            }
        }

        /** How far each is from where it belongs, in milliseconds, as the middle one is right. */
        double[] errors() {
            int all = count;
            double[] offsets = new double[all];
            for (int i = 0; i < all; i++) {
                offsets[i] = (times[i] - times[0]) / 1e6 - 10.0 * i;
            }
            double middle = ConnectStep.median(offsets);
            for (int i = 0; i < all; i++) {
                offsets[i] = Math.abs(offsets[i] - middle);
            }
            return offsets;
        }
    }

    private static final class NobodyListens implements RtcLink.Listener {
        @Override
        public void onTextOpen() {}

        @Override
        public void onText(ByteBuffer utf8) {}

        @Override
        public void onAudio(ByteBuffer frame) {}

        @Override
        public void onEnded(RtcException failure) {}
    }
}
