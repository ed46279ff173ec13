package io.patchbay.bench;

import io.patchbay.bench.internal.sip.SipPlan;
import io.patchbay.bench.internal.sip.SipRun;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Telephone calls beside bare packets. */
@Command(
        name = "sip",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Telephone calls over SIP beside bare packets in the same run: calls set up a"
                        + " second, latency from mouth to ear, CPU, memory and evenness of calls,"
                        + " how many there can be, a flood of INVITEs, and what is left of calls"
                        + " that are over.")
final class SipCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private RunOptions run;

    @Option(
            names = "--calls",
            defaultValue = "3000",
            description = "Calls of the leak check. Default: ${DEFAULT-VALUE}")
    private int calls;

    @Option(
            names = "--loads",
            split = ",",
            paramLabel = "N",
            description = "Numbers of calls whose cost is measured. Default: 1,10,50,100")
    private @Nullable List<Integer> loads;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "STEP",
            description = "Only these: ${COMPLETION-CANDIDATES}.")
    private @Nullable Set<SipPlan.Step> only;

    @Override
    public Integer call() throws IOException {
        SipPlan plan =
                SipPlan.of(run.rounds(), run.seconds(), run.check("--calls", calls, 1_000_000));
        if (loads != null) {
            loads.forEach(count -> run.check("--loads", count, 2_000));
            plan = plan.withLoads(loads);
        }
        if (only != null) {
            plan = plan.only(only);
        }
        return run.print(new SipRun(plan, run.progress()).run());
    }
}
