package io.patchbay.launcher;

import java.util.ServiceConfigurationError;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The way in from the shell. Ends the process with 0 (ok), 1 (failed) or 2 (usage). */
public final class Main {

    private Main() {}

    /** Runs one command. */
    public static void main(String[] args) {
        Logs.toStandardError();
        int code;
        try {
            code = commandLine(new PatchbayCommand(null)).execute(args);
        } catch (LinkageError | ServiceConfigurationError e) {
            System.err.println("patchbay: the assembly is broken, build it again: " + e);
            code = CommandLine.ExitCode.SOFTWARE;
        }
        System.out.flush();
        Termination.over();
        System.exit(code);
    }

    /** The commands with their manners: a user's mistake is one line, never a stack trace. */
    static CommandLine commandLine(PatchbayCommand root) {
        CommandLine commandLine = new CommandLine(root);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler((mistake, arguments) -> misused(mistake));
        commandLine.setExecutionExceptionHandler(
                (exception, command, parsed) -> {
                    command.getErr().println("patchbay: " + Failures.line(exception));
                    if (Boolean.getBoolean("patchbay.trace")) {
                        exception.printStackTrace(command.getErr());
                    }
                    command.getErr().flush();
                    return exception instanceof UsageException
                            ? CommandLine.ExitCode.USAGE
                            : CommandLine.ExitCode.SOFTWARE;
                });
        return commandLine;
    }

    private static int misused(ParameterException mistake) {
        CommandLine command = mistake.getCommandLine();
        String words = Failures.line(mistake);
        if (command.getParent() == null && mistake instanceof UnmatchedArgumentException unknown) {
            words =
                    "there is no command '"
                            + unknown.getUnmatched().get(0)
                            + "'; there are: "
                            + String.join(", ", PatchbayCommand.commands(command));
        }
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println("patchbay: " + words + "; see " + name + " --help");
        command.getErr().flush();
        return CommandLine.ExitCode.USAGE;
    }
}
