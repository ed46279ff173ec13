package io.patchbay.bench;

import io.patchbay.bench.internal.client.BenchException;
import io.patchbay.bench.internal.client.ClientRun;
import io.patchbay.bench.internal.client.Plan;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.bench.internal.client.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private RunOptions run;

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

    @Override
    public Integer call() throws IOException {
        Plan plan =
                Plan.of(
                        run.check("--sessions", sessions, 10_000),
                        run.check("--idle-sessions", idleSessions, 10_000),
                        run.rounds(),
                        run.seconds());
        return run.print(measure(only == null ? plan : plan.only(only)));
    }

    private Results measure(Plan plan) {
        URI given = url;
        if (given != null) {
            if (given.getHost() == null) {
                throw new BenchException("--url must be like ws://127.0.0.1:41233/v1/realtime");
            }
            return new ClientRun(given, plan, run.progress()).run();
        }
        try (ServerProcess server = ServerProcess.start()) {
            return new ClientRun(server.uri(), plan, run.progress()).run();
        }
    }
}
