package io.patchbay.bench;

import io.patchbay.bench.internal.rtc.ToneServer;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The far end of calls over WebRTC, a process of its own: {@code java … ToneModel --port 0}. */
@Command(
        name = "tone-model",
        mixinStandardHelpOptions = true,
        description =
                "A model that speaks in tones over WebRTC, until it is ended. It does not listen,"
                        + " so that it costs little.")
public final class ToneModel implements Callable<Integer> {

    @Option(names = "--port", defaultValue = "0", description = "0 picks a free one.")
    private int port;

    /**
     * Serves until the process is ended.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new ToneModel()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ToneServer server = ToneServer.startDeaf(port);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "bench-tone-close"));
        System.out.println("listening http://127.0.0.1:" + server.port() + "/");
        System.out.println("ready");
        new CountDownLatch(1).await();
        return CommandLine.ExitCode.OK;
    }
}
