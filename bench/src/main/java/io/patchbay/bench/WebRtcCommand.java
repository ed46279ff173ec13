package io.patchbay.bench;

import io.patchbay.bench.internal.rtc.RtcPlan;
import io.patchbay.bench.internal.rtc.RtcRun;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Calls over WebRTC beside bare peers. */
@Command(
        name = "webrtc",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Full sessions over WebRTC beside bare peer connections in the same run: connects,"
                        + " latency from mouth to ear, CPU and memory of calls, how many there can"
                        + " be, pacing, messages, and what is left of calls that are over.")
final class WebRtcCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private RunOptions run;

    @Option(
            names = "--calls",
            defaultValue = "1000",
            description = "Calls of the leak check. Default: ${DEFAULT-VALUE}")
    private int calls;

    @Option(
            names = "--loads",
            split = ",",
            paramLabel = "N",
            description = "Numbers of calls whose cost is measured. Default: 1,10,20,50")
    private @Nullable List<Integer> loads;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "STEP",
            description = "Only these: ${COMPLETION-CANDIDATES}.")
    private @Nullable Set<RtcPlan.Step> only;

    @Override
    public Integer call() throws IOException {
        RtcPlan plan =
                RtcPlan.of(run.rounds(), run.seconds(), run.check("--calls", calls, 1_000_000));
        if (loads != null) {
            loads.forEach(count -> run.check("--loads", count, 1_000));
            plan = plan.withLoads(loads);
        }
        if (only != null) {
            plan = plan.only(only);
        }
        return run.print(new RtcRun(plan, run.progress()).run());
    }
}
