package io.patchbay.launcher;

import picocli.CommandLine;

/** The way in from the shell. Ends the process with 0 (ok), 1 (failed) or 2 (usage). */
public final class Main {

    private Main() {}

    /** Runs one command. */
    public static void main(String[] args) {
        Logs.toStandardError();
        int code = commandLine(new PatchbayCommand(null)).execute(args);
        System.out.flush();
        System.exit(code);
    }

    /** The commands with their manners: a user's mistake is one line, never a stack trace. */
    static CommandLine commandLine(PatchbayCommand root) {
        CommandLine commandLine = new CommandLine(root);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler(
                (exception, command, parsed) -> {
                    command.getErr().println("patchbay: " + Failures.line(exception));
                    if (Boolean.getBoolean("patchbay.trace")) {
                        exception.printStackTrace(command.getErr());
                    }
                    return exception instanceof UsageException
                            ? CommandLine.ExitCode.USAGE
                            : CommandLine.ExitCode.SOFTWARE;
                });
        return commandLine;
    }
}
