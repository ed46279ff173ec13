package io.patchbay.launcher;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * A command that runs inside the container. In front of it the same command checks its options,
 * starts the container, and hands the arguments in.
 */
@Command
abstract class ContainerCommand implements Callable<Integer> {

    /** Bundles of the shell. */
    static final String SHELL = "org.apache.felix.gogo";

    /** What watches folders. */
    static final String FILES = "org.apache.felix.fileinstall";

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private PatchbayCommand root;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public final Integer call() throws Exception {
        check();
        Inside inside = root.inside;
        if (inside != null) {
            return run(inside);
        }
        List<String> arguments = spec.commandLine().getParseResult().originalArgs();
        return Container.run(properties(), without(), state(), arguments);
    }

    /**
     * Looks at the options before anything is started.
     *
     * @throws UsageException for what cannot be
     */
    void check() {}

    /** Framework and bundle properties. */
    Map<String, String> properties() {
        return Map.of();
    }

    /** The folder of what survives a restart, or null when nothing is to. */
    @Nullable Path state() {
        return null;
    }

    /** Beginnings of names of bundles that this command does without. */
    List<String> without() {
        return Stream.concat(Stream.of(SHELL, FILES), ConsoleOptions.BUNDLES.stream()).toList();
    }

    /** Standard output. */
    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Does the work, inside. */
    abstract int run(Inside inside) throws Exception;
}
