package io.patchbay.bench;

import io.patchbay.bench.internal.edge.EdgePlan;
import io.patchbay.bench.internal.edge.EdgeRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lines through fetches and relays beside the direct one. */
@Command(
        name = "cloudflare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Lines of the transport cloudflare beside the direct WebSocket in the same run: over"
                        + " HTTP/1.1 and HTTP/2, over streams that somebody else makes, through our"
                        + " worker in real workerd and through a bare relay. Connects, time there"
                        + " and back, frames a second, CPU, allocation, memory. A ratio is to the"
                        + " direct line of the same round.")
final class CloudflareCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private RunOptions run;

    @Option(
            names = "--lines",
            defaultValue = "20",
            description = "Lines of a paced round. Default: ${DEFAULT-VALUE}")
    private int lines;

    @Option(
            names = "--workerd",
            paramLabel = "FILE",
            description =
                    "The program that runs the worker. Default: the one that was installed where"
                            + " the worker is built, if any.")
    private @Nullable Path workerd;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "STEP",
            description = "Only these: ${COMPLETION-CANDIDATES}.")
    private @Nullable Set<EdgePlan.Step> only;

    @Override
    public Integer call() throws IOException {
        EdgePlan plan =
                EdgePlan.of(run.rounds(), run.seconds(), run.check("--lines", lines, 1_000));
        if (workerd != null) {
            plan = plan.withWorkerd(workerd);
        }
        if (only != null) {
            plan = plan.only(only);
        }
        return run.print(new EdgeRun(plan, run.progress()).run());
    }
}
