package io.patchbay.bench;

import io.patchbay.bench.internal.client.Report;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.bench.internal.rtc.RtcPlan;
import io.patchbay.bench.internal.rtc.RtcRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Interleaved rounds after the warm-up. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            description = "Length of a round with sound. Default: ${DEFAULT-VALUE}")
    private int seconds;

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

    @Option(
            names = "--json",
            paramLabel = "FILE",
            converter = FileToWrite.class,
            description = "Write the figures as JSON too.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        check("--rounds", rounds, 100);
        check("--seconds", seconds, 600);
        check("--calls", calls, 1_000_000);
        RtcPlan plan = RtcPlan.of(rounds, seconds, calls);
        if (loads != null) {
            loads.forEach(count -> check("--loads", count, 1_000));
            plan = plan.withLoads(loads);
        }
        if (only != null) {
            plan = plan.only(only);
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Results results =
                new RtcRun(
                                plan,
                                line -> {
                                    err.println(line);
                                    err.flush();
                                })
                        .run();
        out.println(Report.table(results));
        out.flush();
        if (json != null) {
            Files.writeString(json, Report.json(results));
        }
        return ExitCode.OK;
    }

    private void check(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(
                    spec.commandLine(), option + " must be between 1 and " + most);
        }
    }
}
