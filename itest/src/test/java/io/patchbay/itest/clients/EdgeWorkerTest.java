package io.patchbay.itest.clients;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the tests of the edge worker, which run it in the real workerd, and shows each of them as a
 * test of its own.
 */
@Tag("once")
class EdgeWorkerTest {

    private static final Path WORKER = Path.of("../transport.cloudflare-like/worker");
    private static final int AT_LEAST = 51;

    @TempDir Path folder;

    @TestFactory
    Stream<DynamicTest> the_edge_worker_relays_and_refuses() throws Exception {
        assertTrue(
                Files.exists(WORKER.resolve("dist/index.js")),
                "the edge worker is not built: install Node.js and npm (on Debian: apt-get"
                        + " install nodejs npm) and run transport.cloudflare-like/worker/install");
        run("types.log", List.of("node", "node_modules/typescript/bin/tsc", "--noEmit"));
        List<String> node = new ArrayList<>(List.of("node", "--test", "--test-reporter=tap"));
        try (DirectoryStream<Path> tests =
                Files.newDirectoryStream(WORKER.resolve("test"), "*.test.mjs")) {
            tests.forEach(test -> node.add("test/" + test.getFileName()));
        }
        String report = run("report.tap", node);
        List<TapReport.Result> results = TapReport.read(report);
        assertTrue(
                results.size() >= AT_LEAST,
                () -> "only " + results.size() + " tests ran:\n" + report);
        return results.stream()
                .map(result -> DynamicTest.dynamicTest(result.name(), result::check));
    }

    private String run(String log, List<String> command) throws IOException, InterruptedException {
        Path output = folder.resolve(log);
        Process process =
                new ProcessBuilder(command)
                        .directory(WORKER.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            fail(command.get(1) + " did not end within 5 minutes:\n" + Files.readString(output));
        }
        boolean tests = log.endsWith(".tap"); // which say for themselves what failed
        assertTrue(tests || process.exitValue() == 0, () -> read(output));
        return Files.readString(output);
    }

    private static String read(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
