package io.patchbay.bench;

import io.patchbay.bench.internal.load.LoadListener;
import io.patchbay.bench.internal.load.SelfSigned;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A peer for benchmarks, in a process of its own: speaks enough of the OpenAI Realtime protocol for
 * full sessions, and sends on request what was made beforehand, as fast as the socket takes it.
 */
@Command(
        name = "load-server",
        mixinStandardHelpOptions = true,
        description = {
            "A peer for benchmarks. Besides the Realtime protocol it takes these events:",
            "bench.flood {count}: an answer of so many audio deltas, flat out.",
            "bench.pace {count, offset_us}: the same, one each 20 ms, with the time in the sound.",
            "bench.items {count}: so many messages enter the conversation.",
            "bench.calls {count}: so many tool calls, one after the other.",
            "bench.acknowledge: each 128 appended chunks are acknowledged from now on.",
            "bench.hello, bench.stats, bench.reset: presence and counters."
        })
public final class LoadServer implements Callable<Integer> {

    @Option(
            names = "--port",
            defaultValue = "0",
            description = "Where to listen; 0 picks a free port. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--tls",
            description =
                    "Speak wss with a certificate made for this process; a PKCS #12 file to trust"
                            + " it by is named on standard output. Its password is "
                            + SelfSigned.TRUST_PASSWORD
                            + ".")
    private boolean tls;

    private LoadServer() {}

    /** Listens until the process is ended. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LoadServer()).execute(args));
    }

    @Override
    public Integer call() throws IOException, GeneralSecurityException, InterruptedException {
        if (!tls) {
            try (LoadListener server = LoadListener.start(port)) {
                serve(server);
            }
            return CommandLine.ExitCode.OK;
        }
        try (SelfSigned identity = SelfSigned.create();
                LoadListener server = LoadListener.start(port, identity)) {
            System.out.println("trust " + identity.trustStore());
            serve(server);
        }
        return CommandLine.ExitCode.OK;
    }

    private static void serve(LoadListener server) throws InterruptedException {
        System.out.println("listening " + server.url());
        System.out.println("ready");
        System.out.flush();
        server.await();
    }
}
