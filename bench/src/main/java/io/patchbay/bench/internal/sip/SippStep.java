package io.patchbay.bench.internal.sip;

import io.patchbay.bench.internal.client.BenchException;
import io.patchbay.bench.internal.client.Cost;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.sip.SipDoor;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Calls of {@code sipp}, a peer of others, at rising rates until one is lost. */
final class SippStep {

    private static final String PROGRAM = "sipp";
    private static final int SECONDS = 5;
    private static final int PATIENCE_SECONDS = 90;

    /** The last column is of the whole run. */
    private static final Pattern SUCCEEDED =
            Pattern.compile("Successful call\\s*\\|\\s*\\d+\\s*\\|\\s*(\\d+)");

    private static final Pattern AGAIN = Pattern.compile("INVITE ---------->\\s+\\d+\\s+(\\d+)");

    private final SipPlan plan;
    private final Results results;
    private final Consumer<String> told;

    SippStep(SipPlan plan, Results results, Consumer<String> told) {
        this.plan = plan;
        this.results = results;
        this.told = told;
    }

    private static boolean installed() {
        String path = System.getenv("PATH");
        return path != null
                && Arrays.stream(path.split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)));
    }

    void run() throws IOException {
        if (!installed()) {
            results.notMeasured("calls of sipp, which is not installed (sip-tester)");
            return;
        }
        int most = 0;
        try (SipDoor callee = SetupStep.answering("bench-callee-of-sipp")) {
            int port = Telephones.port(callee);
            call(port, plan.rates().get(0)); // warms up
            for (int rate : plan.rates()) {
                Cost.Cpu cpu = Cost.cpu();
                Called called = call(port, rate);
                double each = cpu.microsEach(called.count());
                told.accept(
                        String.format(
                                Locale.ROOT,
                                "  %d calls/s: %d of %d well, %d INVITEs again, %.0f us CPU each",
                                rate,
                                called.well(),
                                called.count(),
                                called.again(),
                                each));
                results.add(
                        "sipp." + rate + ".cpu",
                        "CPU a call, our callee, " + rate + " calls/s of sipp",
                        "us",
                        each);
                results.add(
                        "sipp." + rate + ".lost",
                        "calls lost, " + rate + " calls/s of sipp",
                        "",
                        called.count() - called.well());
                if (called.well() < called.count()) {
                    break;
                }
                most = rate;
            }
        }
        results.add("sipp", "calls a second of sipp without one lost, at least", "calls/s", most);
    }

    private record Called(int count, int well, int again) {}

    private static Called call(int port, int rate) throws IOException {
        int count = rate * SECONDS;
        Path screen = Files.createTempFile("patchbay-sipp-", ".txt");
        Process sipp =
                new ProcessBuilder(
                                List.of(
                                        PROGRAM,
                                        "-sn",
                                        "uac",
                                        "127.0.0.1:" + port,
                                        "-i",
                                        "127.0.0.1",
                                        "-d",
                                        "0",
                                        "-r",
                                        String.valueOf(rate),
                                        "-m",
                                        String.valueOf(count),
                                        "-l",
                                        "10000",
                                        "-nostdin",
                                        "-timeout",
                                        PATIENCE_SECONDS + "s",
                                        "-f",
                                        "3600"))
                        .redirectErrorStream(true)
                        .redirectOutput(screen.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .start();
        try {
            if (!sipp.waitFor(2 * PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new BenchException("sipp does not come to an end");
            }
            String text = Files.readString(screen, StandardCharsets.ISO_8859_1);
            return new Called(count, last(SUCCEEDED, text), last(AGAIN, text));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        } finally {
            sipp.destroy();
            remove(screen);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int last(Pattern pattern, String text) {
        int found = 0;
        for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
            found = Integer.parseInt(matcher.group(1));
        }
        return found;
    }
}
