package io.patchbay.bench;

import io.patchbay.bench.internal.floor.BareTrunk;
import io.patchbay.bench.internal.sip.SipRun;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The far end of telephone calls, a process of its own: {@code java … Trunk --port 0}. */
@Command(
        name = "trunk",
        mixinStandardHelpOptions = true,
        description =
                "Answers and places telephone calls, speaks in tones, and writes down when packets"
                        + " arrive, until it is ended.")
public final class Trunk implements Callable<Integer> {

    @Option(names = "--port", defaultValue = "0", description = "0 picks a free one.")
    private int port;

    /**
     * Serves until the process is ended.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Trunk()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (BareTrunk trunk = new BareTrunk(port, SipRun.speech())) {
            System.out.println("listening sip:127.0.0.1:" + trunk.port());
            System.out.println("ready");
            new CountDownLatch(1).await();
            return CommandLine.ExitCode.OK;
        }
    }
}
