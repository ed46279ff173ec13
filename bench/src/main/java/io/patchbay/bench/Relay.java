package io.patchbay.bench;

import io.patchbay.bench.internal.floor.BareRelay;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A bare relay, a process of its own: {@code java … Relay --port 0 --to ws://…}. */
@Command(
        name = "relay",
        mixinStandardHelpOptions = true,
        description = "Passes connections on to a server, with its key, until it is ended.")
public final class Relay implements Callable<Integer> {

    @Option(names = "--port", defaultValue = "0", description = "0 picks a free one.")
    private int port;

    @Option(names = "--to", required = true, description = "The server.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private URI to;

    private Relay() {}

    /** Serves until the process is ended. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Relay()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        try (BareRelay relay = BareRelay.start(port, to)) {
            System.out.println("listening ws://127.0.0.1:" + relay.port() + to.getRawPath());
            System.out.println("ready");
            new CountDownLatch(1).await();
        }
        return CommandLine.ExitCode.OK;
    }
}
