package io.patchbay.bench;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.bench.internal.swap.SwapPlan;
import io.patchbay.bench.internal.swap.SwapReport;
import io.patchbay.bench.internal.swap.SwapResults;
import io.patchbay.bench.internal.swap.SwapRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Plugs are exchanged under live calls. */
@Command(
        name = "swap",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Exchanges plugs of every kind at random in a container, under calls in which both"
                        + " sides speak in numbered frames, and checks that nothing is lost. Exit"
                        + " code 1 when a promise is broken.")
final class SwapCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--sessions",
            defaultValue = "20",
            description = "Live calls. Default: ${DEFAULT-VALUE}")
    private int sessions;

    @Option(
            names = "--swaps",
            defaultValue = "1000",
            description = "How many times a bundle is exchanged. Default: ${DEFAULT-VALUE}")
    private int swaps;

    @Option(
            names = "--seed",
            description = "Repeats the choices of an earlier run; default: another each time.")
    private @Nullable Long seed;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "KIND",
            description =
                    "Exchange plugs of these kinds alone: transport, provider, tool, guardrail, agent,"
                            + " caller_leg.")
    private @Nullable Set<PlugKind> only;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            converter = FileToWrite.class,
            description = "Write the figures as JSON too.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check("--sessions", sessions, 1_000);
        check("--swaps", swaps, 1_000_000);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1L << 32) : seed;
        SwapPlan whole = SwapPlan.longForm(sessions, swaps, chosen);
        SwapPlan plan = only == null ? whole : whole.only(only);
        SwapResults results =
                new SwapRun(
                                plan,
                                line -> {
                                    err.println(line);
                                    err.flush();
                                })
                        .run();
        out.println(SwapReport.table(results));
        out.flush();
        if (json != null) {
            Files.writeString(json, SwapReport.json(results, plan));
        }
        return results.kept() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void check(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(
                    spec.commandLine(), option + " must be between 1 and " + most);
        }
    }
}
