package io.patchbay.bench;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** JMH over codec and sound. */
@Command(
        name = "codec",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "JMH benchmarks of the OpenAI codec and of resampling and G.711, without any I/O.")
final class CodecCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            defaultValue = "io.patchbay.bench.internal.codec",
            description = "Regular expression of the benchmarks to run. Default: all.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String pattern;

    @Option(
            names = "--forks",
            defaultValue = "1",
            description = "JVMs a benchmark; 0 runs in this one. Default: ${DEFAULT-VALUE}")
    private int forks;

    @Option(
            names = "--iterations",
            defaultValue = "5",
            description = "Measured iterations, and as many to warm up. Default: ${DEFAULT-VALUE}")
    private int iterations;

    @Option(
            names = "--millis",
            defaultValue = "1000",
            description = "Length of an iteration. Default: ${DEFAULT-VALUE}")
    private int millis;

    @Option(names = "--allocation", description = "Also measure allocation.")
    private boolean allocation;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            converter = FileToWrite.class,
            description = "Write JMH's JSON too.")
    private @Nullable Path json;

    @Override
    public Integer call() throws RunnerException {
        ChainedOptionsBuilder options =
                new OptionsBuilder()
                        .include(pattern)
                        .forks(forks)
                        .warmupIterations(iterations)
                        .measurementIterations(iterations)
                        .warmupTime(TimeValue.milliseconds(millis))
                        .measurementTime(TimeValue.milliseconds(millis))
                        .shouldFailOnError(true);
        if (allocation) {
            options.addProfiler("gc");
        }
        if (json != null) {
            options.result(json.toString()).resultFormat(ResultFormatType.JSON);
        }
        new Runner(options.build()).run();
        return ExitCode.OK;
    }
}
