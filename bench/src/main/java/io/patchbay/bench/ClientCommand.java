package io.patchbay.bench;

import io.patchbay.bench.internal.client.BenchException;
import io.patchbay.bench.internal.client.ClientRun;
import io.patchbay.bench.internal.client.Plan;
import io.patchbay.bench.internal.client.Report;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.bench.internal.client.ServerProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Full sessions beside bare Netty. */
@Command(
        name = "client",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Full sessions beside bare Netty clients in the same run: CPU of an inbound audio"
                        + " event and of a sent chunk, latency, memory, connects, history, tool calls."
                        + " Without --url it starts a load server in a process of its own.")
final class ClientCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--url",
            description =
                    "A server that speaks the Realtime protocol, e.g. the emulator's. What only the"
                            + " load server can be asked for is then left out and named. The key"
                            + " is that of OPENAI_API_KEY, if set.")
    private @Nullable URI url;

    @Option(
            names = "--sessions",
            defaultValue = "20",
            description = "Live sessions for the latency. Default: ${DEFAULT-VALUE}")
    private int sessions;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            description =
                    "Length of a paced round; rounds at full speed grow with it. Default:"
                            + " ${DEFAULT-VALUE}")
    private int seconds;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Interleaved rounds after the warm-up. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--idle-sessions",
            defaultValue = "200",
            description =
                    "Idle sessions for memory and connects, with the load server. Default:"
                            + " ${DEFAULT-VALUE}")
    private int idleSessions;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "STEP",
            description = "With the load server, only these: ${COMPLETION-CANDIDATES}.")
    private @Nullable Set<Plan.Step> only;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            converter = FileToWrite.class,
            description = "Write the figures as JSON too.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        check("--sessions", sessions, 10_000);
        check("--seconds", seconds, 600);
        check("--rounds", rounds, 100);
        check("--idle-sessions", idleSessions, 10_000);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Plan plan = Plan.of(sessions, idleSessions, rounds, seconds);
        Results results = run(only == null ? plan : plan.only(only), err);
        out.println(Report.table(results));
        out.flush();
        if (json != null) {
            Files.writeString(json, Report.json(results));
        }
        return ExitCode.OK;
    }

    private Results run(Plan plan, PrintWriter err) {
        URI given = url;
        if (given != null) {
            if (given.getHost() == null) {
                throw new BenchException("--url must be like ws://127.0.0.1:41233/v1/realtime");
            }
            return new ClientRun(given, plan, err::println).run();
        }
        try (ServerProcess server = ServerProcess.start()) {
            return new ClientRun(server.uri(), plan, err::println).run();
        }
    }

    private void check(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(
                    spec.commandLine(), option + " must be between 1 and " + most);
        }
    }
}
