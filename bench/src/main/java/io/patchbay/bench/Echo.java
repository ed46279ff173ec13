package io.patchbay.bench;

import io.patchbay.bench.internal.edge.EchoServer;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The far end of lines that are measured, a process of its own: {@code java … Echo --port 0}. */
@Command(
        name = "echo",
        mixinStandardHelpOptions = true,
        description = "Says each message again, over whatever a line comes by, until it is ended.")
public final class Echo implements Callable<Integer> {

    @Option(names = "--port", defaultValue = "0", description = "0 picks a free one.")
    private int port;

    private Echo() {}

    /** Serves until the process is ended. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Echo()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (EchoServer server = EchoServer.start(port)) {
            System.out.println("listening " + server.url());
            System.out.println("ready");
            new CountDownLatch(1).await();
        }
        return CommandLine.ExitCode.OK;
    }
}
