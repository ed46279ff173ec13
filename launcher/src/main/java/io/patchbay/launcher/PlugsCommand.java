package io.patchbay.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What an operator does with the plugs of a running instance. */
@Command(
        name = "plugs",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists and changes the plugs of a running instance, while calls go on.",
        footer = {
            "",
            "The running instance is found by its state folder: --state or --config as they were given to run."
        },
        subcommands = {
            PlugsQuery.Bundles.class,
            PlugsChange.Install.class,
            PlugsChange.Update.class,
            PlugsChange.Remove.class,
            PlugsChange.RollBack.class,
            PlugsQuery.History.class,
            PlugsQuery.Health.class
        })
final class PlugsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing; there are: "
                        + String.join(", ", PatchbayCommand.commands(spec.commandLine())));
    }
}
