package io.patchbay.bench.internal.rtc;

import io.patchbay.bench.internal.client.BenchException;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcEngines;
import io.patchbay.rtc.RtcException;
import java.io.IOException;
import java.util.function.Consumer;

/** What calls over WebRTC cost, each step beside its floor in the same run. */
public final class RtcRun {

    private final RtcPlan plan;
    private final Consumer<String> told;
    private final Results results = new Results();

    /** A run; {@code progress} is told how far it is. */
    public RtcRun(RtcPlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.told = progress;
    }

    /**
     * Runs.
     *
     * @throws BenchException when no engine works here, saying why
     */
    public Results run() {
        try {
            RtcEngine engine = RtcEngines.best();
            told.accept("engine " + engine.name());
            for (RtcPlan.Step step : RtcPlan.Step.values()) {
                if (plan.steps().contains(step)) {
                    told.accept(step.name().toLowerCase(java.util.Locale.ROOT));
                    run(step, engine);
                }
            }
            return results;
        } catch (RtcException e) {
            throw new BenchException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new BenchException("nothing can listen here: " + e.getMessage(), e);
        }
    }

    private void run(RtcPlan.Step step, RtcEngine engine) throws IOException {
        switch (step) {
            case CONNECT -> new ConnectStep(plan, engine, results, told).run();
            case LATENCY -> new LatencyStep(plan, engine, results, told).run();
            case LOAD -> new LoadStep(plan, engine, results, told).loads();
            case LIMIT -> new LoadStep(plan, engine, results, told).limit();
            case PACING -> new PacingStep(plan, results, told).run();
            case TEXT -> new TextStep(plan, engine, results, told).run();
            case LEAK -> new LeakStep(plan, results, told).run();
        }
    }
}
