package io.patchbay.launcher;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * Hands everything after {@code bench} to the benchmarks, which are no part of a running system.
 */
@Command(
        name = "bench",
        description = "Benchmarks, each beside its floor in the same run: bench --help lists them.")
final class BenchCommand implements Callable<Integer> {

    @Unmatched
    @SuppressWarnings("NullAway.Init") // set by picocli
    private List<String> arguments;

    @Override
    public Integer call() throws Exception {
        Class<?> bench;
        try {
            bench = Class.forName("io.patchbay.bench.Main");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "the benchmarks are not here; start them with ./patchbay bench in a checkout",
                    e);
        }
        try {
            Object code =
                    bench.getMethod("run", String[].class)
                            .invoke(
                                    null,
                                    (Object)
                                            (arguments == null
                                                    ? new String[0]
                                                    : arguments.toArray(new String[0])));
            return (Integer) code;
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
