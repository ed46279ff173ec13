package io.patchbay.launcher;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** All commands. */
@Command(
        name = "patchbay",
        mixinStandardHelpOptions = true,
        versionProvider = PatchbayCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Realtime voice agents from plugins that can be swapped while people are talking.",
        footer = {"", "Each command has --help. Exit codes: 0 ok, 1 failed, 2 wrong usage."},
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            TalkCommand.class,
            PlugsCommand.class,
            EmulatorCommand.class,
            TokenCommand.class,
            NewCommand.class,
            BenchCommand.class,
            TrainCommand.class
        })
final class PatchbayCommand implements Runnable {

    /** What the container offers; null in front of it. */
    final @Nullable Inside inside;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    PatchbayCommand(@Nullable Inside inside) {
        this.inside = inside;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing; there are: "
                        + String.join(", ", commands(spec.commandLine())));
    }

    /** The names of all commands that are meant for people. */
    static List<String> commands(CommandLine root) {
        return root.getSubcommands().entrySet().stream()
                .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The version, as the build stamped it into this jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = PatchbayCommand.class.getPackage().getImplementationVersion();
            return new String[] {"patchbay " + (version == null ? "in development" : version)};
        }
    }
}
