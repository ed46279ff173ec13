package io.patchbay.bench;

import io.patchbay.bench.internal.client.BenchException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The way in of {@code ./patchbay bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ClientCommand.class,
            CloudflareCommand.class,
            CodecCommand.class,
            SipCommand.class,
            SwapCommand.class,
            WebRtcCommand.class
        },
        description = "Benchmarks, each beside its floor in the same run.")
public final class Main {

    private Main() {}

    /**
     * Runs one benchmark and prints what it found.
     *
     * @param args what stands after {@code bench}
     * @return 0 when it ran, 1 when it failed, 2 when it was asked for in a wrong way; a missed
     *     target is a result, no failure
     */
    public static int run(String[] args) {
        CommandLine line = new CommandLine(new Main());
        line.setCommandName("patchbay bench");
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(
                (exception, command, parsed) -> {
                    if (exception instanceof BenchException) {
                        command.getErr().println("patchbay: " + exception.getMessage());
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw exception;
                });
        if (args.length == 0) {
            line.usage(System.err);
            return CommandLine.ExitCode.USAGE;
        }
        return line.execute(args);
    }

    /** The same as a process. */
    public static void main(String[] args) {
        System.exit(run(args));
    }
}
