package io.patchbay.bench;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.bench.internal.swap.RtcSwapPlan;
import io.patchbay.bench.internal.swap.SipSwapPlan;
import io.patchbay.bench.internal.swap.SwapPlan;
import io.patchbay.bench.internal.swap.SwapReport;
import io.patchbay.bench.internal.swap.SwapResults;
import io.patchbay.bench.internal.swap.SwapRun;
import io.patchbay.bench.internal.swap.ToneSwapRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Plugs are exchanged under live calls. */
@Command(
        name = "swap",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Exchanges plugs of every kind at random in a container, under calls in which both"
                        + " sides speak in numbered frames, and checks that nothing is lost. Exit"
                        + " code 1 when a promise is broken.")
final class SwapCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--sessions", description = "Live calls. Default: 20")
    private @Nullable Integer sessions;

    @Option(names = "--swaps", description = "How many times a bundle is exchanged. Default: 1000")
    private @Nullable Integer swaps;

    @Option(
            names = "--seed",
            description = "Repeats the choices of an earlier run; default: another each time.")
    private @Nullable Long seed;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "KIND",
            description =
                    "Exchange plugs of these kinds alone: transport, provider, tool, guardrail, agent,"
                            + " caller_leg.")
    private @Nullable Set<PlugKind> only;

    @Option(
            names = "--webrtc",
            description =
                    "Instead: what carries sound over WebRTC is exchanged, under calls of marker tones"
                            + " on such lines. The defaults are then 6 calls and 60 exchanges.")
    private boolean webRtc;

    @Option(
            names = "--pages",
            description =
                    "With --webrtc: half as many calls more come as pages do, and their door is"
                            + " exchanged, too.")
    private boolean pages;

    @Option(
            names = "--sip",
            description =
                    "Instead: plugs of every kind are exchanged under calls that come by telephone,"
                            + " in marker tones. The defaults are then 6 calls and 60 exchanges.")
    private boolean sip;

    @Option(
            names = "--cloudflare",
            description =
                    "Calls have a line of the transport cloudflare, which is exchanged in every way,"
                            + " through a relay that is killed and comes back. The defaults are"
                            + " then 6 calls, 60 exchanges and --only transport.")
    private boolean cloudflare;

    /** What is in between, with --cloudflare. */
    enum RelayKind {
        NONE(SwapPlan.Line.CLOUDFLARE),
        JAVA(SwapPlan.Line.RELAY),
        WORKERD(SwapPlan.Line.WORKERD);

        private final SwapPlan.Line line;

        RelayKind(SwapPlan.Line line) {
            this.line = line;
        }
    }

    @Option(
            names = "--relay",
            defaultValue = "java",
            description =
                    "With --cloudflare: a bare one in this process, our worker in real workerd, or"
                            + " none. One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private RelayKind relay = RelayKind.JAVA;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            converter = FileToWrite.class,
            description = "Write the figures as JSON too.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean own = webRtc || sip || cloudflare;
        int calls = check("--sessions", sessions, own ? 6 : 20, 1_000);
        int exchanges = check("--swaps", swaps, own ? 60 : 1_000, 1_000_000);
        if ((webRtc || sip) && only != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--only chooses among what neither --webrtc nor --sip exchanges");
        }
        if (webRtc && sip || cloudflare && (webRtc || sip)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--webrtc, --sip and --cloudflare are runs of their own; choose one");
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Consumer<String> progress =
                line -> {
                    err.println(line);
                    err.flush();
                };
        long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1L << 32) : seed;
        SwapPlan whole = SwapPlan.longForm(calls, exchanges, chosen);
        if (cloudflare) {
            whole = whole.over(relay.line).only(Set.of(PlugKind.TRANSPORT));
        }
        SwapPlan plan = only == null ? whole : whole.only(only);
        RtcSwapPlan lines = RtcSwapPlan.longForm(calls, exchanges, chosen);
        SwapResults results =
                webRtc
                        ? ToneSwapRun.of(pages ? lines.withPages() : lines, progress).run()
                        : sip
                                ? ToneSwapRun.of(
                                                SipSwapPlan.longForm(calls, exchanges, chosen),
                                                progress)
                                        .run()
                                : new SwapRun(plan, progress).run();
        out.println(SwapReport.table(results));
        out.flush();
        if (json != null) {
            Files.writeString(json, SwapReport.json(results, plan));
        }
        return results.kept() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private int check(String option, @Nullable Integer given, int otherwise, int most) {
        int value = given == null ? otherwise : given;
        if (value < 1 || value > most) {
            throw new ParameterException(
                    spec.commandLine(), option + " must be between 1 and " + most);
        }
        return value;
    }
}
