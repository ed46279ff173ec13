package io.patchbay.bench.internal.sip;

import io.patchbay.bench.internal.client.BenchException;
import io.patchbay.bench.internal.client.Results;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Consumer;

/** What telephone calls cost, each step beside its floor in the same run. */
public final class SipRun {

    private final SipPlan plan;
    private final Consumer<String> told;
    private final Results results = new Results();

    /** A run; {@code progress} is told how far it is. */
    public SipRun(SipPlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.told = progress;
    }

    /**
     * Runs.
     *
     * @throws BenchException when it cannot go on, saying why
     */
    public Results run() {
        try {
            for (SipPlan.Step step : SipPlan.Step.values()) {
                if (plan.steps().contains(step)) {
                    told.accept(step.name().toLowerCase(Locale.ROOT));
                    run(step);
                }
            }
            return results;
        } catch (IOException e) {
            throw new BenchException("the sockets of calls fail: " + e.getMessage(), e);
        }
    }

    /** What the far end says all the time: each marker once, 20 ms of G.711 each. */
    public static byte[][] speech() {
        return Telephones.codedMarkers();
    }

    private void run(SipPlan.Step step) throws IOException {
        switch (step) {
            case SETUP -> new SetupStep(plan, results, told).run();
            case SIPP -> new SippStep(plan, results, told).run();
            case LATENCY -> new LatencyStep(plan, results, told).run();
            case LOAD -> new LoadStep(plan, results, told).loads();
            case LIMIT -> new LoadStep(plan, results, told).limit();
            case FLOOD -> new FloodStep(plan, results, told).run();
            case LEAK -> new LeakStep(plan, results, told).run();
        }
    }
}
