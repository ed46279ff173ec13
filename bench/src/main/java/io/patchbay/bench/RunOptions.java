package io.patchbay.bench;

import io.patchbay.bench.internal.client.Report;
import io.patchbay.bench.internal.client.Results;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What benchmarks with rounds have in common: how many, how long, and where figures go. */
final class RunOptions {

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Interleaved rounds after the warm-up. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            description =
                    "Length of a paced round; rounds at full speed grow with it. Default:"
                            + " ${DEFAULT-VALUE}")
    private int seconds;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            converter = FileToWrite.class,
            description = "Write the figures as JSON too.")
    private @Nullable Path json;

    /** From 1 on. */
    int rounds() {
        return check("--rounds", rounds, 100);
    }

    /** From 1 on. */
    int seconds() {
        return check("--seconds", seconds, 600);
    }

    /** The value, where it is from 1 to this. */
    int check(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(
                    spec.commandLine(), option + " must be between 1 and " + most);
        }
        return value;
    }

    /** Takes what is said while it runs. */
    Consumer<String> progress() {
        PrintWriter err = spec.commandLine().getErr();
        return line -> {
            err.println(line);
            err.flush();
        };
    }

    /** Prints what was found, and writes it where that was asked for. */
    int print(Results results) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Report.table(results));
        out.flush();
        if (json != null) {
            Files.writeString(json, Report.json(results));
        }
        return ExitCode.OK;
    }
}
