package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.plug.SwapRecord;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.bench.internal.client.BenchException;
import io.patchbay.bench.internal.rtc.ToneServer;
import io.patchbay.rtc.RtcEngines;
import io.patchbay.rtc.RtcException;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.osgi.framework.BundleException;

/**
 * Exchanges plugs, in a real container, under calls in which both sides speak in marker tones
 * (RULES 26), and checks at the far ends that none is lost. The kinds of calls differ in what
 * {@link ToneSwaps} does.
 */
public final class ToneSwapRun {

    /** So long one look takes while nothing is exchanged. */
    private static final long STILL_NANOS = TimeUnit.SECONDS.toNanos(4);

    /**
     * What there is of one kind of calls.
     *
     * @param homes what stays as it is, besides what each container has
     * @param swaps how it is done, before any plug is there
     */
    private record Course<W extends ToneWay>(
            long seed, int stillSeconds, List<W> order, List<String> homes, Opening<W> swaps) {}

    private interface Opening<W extends ToneWay> {
        ToneSwaps<W> on(ToneStage stage) throws IOException;
    }

    private final Course<?> course;
    private final Consumer<String> told;
    private final SwapResults results = new SwapResults();
    private final Faults faults;
    private final Loaders loaders = new Loaders();

    private ToneSwapRun(Course<?> course, Consumer<String> progress) {
        this.course = course;
        this.told = progress;
        this.faults = new Faults(progress);
    }

    /**
     * Exchanges what carries sound over WebRTC; {@code progress} is told how far it is.
     *
     * @throws BenchException on a machine on which WebRTC does not work
     */
    public static ToneSwapRun of(RtcSwapPlan plan, Consumer<String> progress) {
        try {
            RtcEngines.best();
        } catch (RtcException e) {
            throw new BenchException(String.valueOf(e.getMessage()), e);
        }
        return new ToneSwapRun(
                new Course<>(
                        plan.seed(),
                        plan.stillSeconds(),
                        plan.order(),
                        RtcSwaps.HOMES,
                        stage -> new RtcSwaps(plan, stage)),
                progress);
    }

    /** Exchanges plugs under telephone calls; {@code progress} is told how far it is. */
    public static ToneSwapRun of(SipSwapPlan plan, Consumer<String> progress) {
        return new ToneSwapRun(
                new Course<>(
                        plan.seed(),
                        plan.stillSeconds(),
                        plan.order(),
                        SipSwaps.HOMES,
                        stage -> new SipSwaps(plan, stage)),
                progress);
    }

    /**
     * Runs.
     *
     * @throws BenchException when it cannot be done at all; broken promises are results
     */
    public SwapResults run() throws InterruptedException {
        told.accept("seed " + course.seed());
        try (Container container = Container.startWith(course.homes());
                ToneServer server = ToneServer.start()) {
            run(course, container, server);
        } catch (IOException | BundleException e) {
            throw new BenchException("the swaps cannot go on: " + e.getMessage(), e);
        }
        results.faults(faults.words());
        results.verdict("nothing else went wrong", faults.count() == 0, faults.count() + " faults");
        return results;
    }

    /** Milliseconds since then. */
    static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e6;
    }

    private <W extends ToneWay> void run(Course<W> course, Container container, ToneServer server)
            throws IOException, BundleException, InterruptedException {
        PlugDirectory directory = container.service(PlugDirectory.class);
        RealtimeSessions sessions = container.service(RealtimeSessions.class);
        List<Family> all;
        try (RtcCalls calls = new RtcCalls(server, sessions, faults, told);
                ToneSwaps<W> swaps =
                        course.swaps()
                                .on(new ToneStage(container, directory, loaders, calls, faults))) {
            all = swaps.families();
            for (Family family : all) {
                family.install();
            }
            Container.await("all plugs", () -> all.stream().allMatch(Family::bound));
            swaps.begin();
            if (!calls.talk(calls.live(), 1)) {
                faults.add("not everybody is answered at the beginning");
            }
            still(calls);
            int done = 0;
            for (W way : course.order()) {
                faults.during(way.name() + ", exchange " + (done + 1));
                exchange(calls, swaps, way, directory);
                done++;
                told.accept(done + " of " + course.order().size() + " exchanges");
            }
            faults.during("the end");
            calls.end(calls.live());
            calls.tally().into(results);
            swaps.judge(results);
            results.complaints(calls.complaints());
            results.figure("calls", calls.opened());
        }
        left(all);
        silence();
    }

    /** What is left of all that was replaced. */
    private void left(List<Family> all) {
        boolean released = Container.happens(() -> all.stream().allMatch(one -> one.users() == 0));
        results.verdict(
                "no lease is left",
                released,
                released ? "none" : all.stream().map(Family::standing).toList().toString());
        List<String> pinned = loaders.pinned();
        results.figure("class loaders replaced", loaders.count());
        results.verdict(
                "old class loaders are collectable",
                pinned.isEmpty(),
                pinned.isEmpty() ? "all " + loaders.count() : pinned.toString());
    }

    /** The same calls with nothing exchanged. */
    private void still(RtcCalls calls) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(course.stillSeconds());
        while (System.nanoTime() < end) {
            calls.takeSilences(calls.live());
            long begun = System.nanoTime();
            LockSupport.parkNanos(STILL_NANOS);
            SwapResults.Row row = results.row(null, "nothing", false);
            row.silence().addAll(calls.takeSilences(calls.live()));
            row.took().add(since(begun));
        }
    }

    private <W extends ToneWay> void exchange(
            RtcCalls calls, ToneSwaps<W> swaps, W way, PlugDirectory directory)
            throws BundleException, InterruptedException {
        Collection<RtcCalls.One> some = swaps.under(way);
        calls.takeSilences(some);
        long again = again(some);
        List<SwapRecord> before = directory.swaps();
        double millis = swaps.exchange(way);
        SwapResults.Row row = results.row(way.kind(), way.toString(), way.promised());
        row.took().add(millis);
        if (way.moves()) {
            row.silence().addAll(calls.takeSilences(some));
            row.sums()[SwapResults.Row.AGAIN] += again(some) - again;
            directory.swaps().stream()
                    .filter(one -> !before.contains(one) && one.swap().kind() == way.kind())
                    .forEach(one -> told(row, one.swap()));
        }
        List<String> pinned = loaders.pinned();
        if (!pinned.isEmpty()) {
            told.accept("class loaders that nobody uses and that are there still: " + pinned);
        }
    }

    private static long again(Collection<RtcCalls.One> some) {
        return some.stream().mapToLong(one -> one.call().heard.again()).sum();
    }

    private static void told(SwapResults.Row row, Swap swap) {
        row.held().add(swap.audioHeld().toNanos() / 1e6);
        row.engineSilence().add(swap.silence().toNanos() / 1e6);
        row.sums()[SwapResults.Row.LOST] += swap.audioLost().toMillis();
    }

    private void silence() {
        Distribution silence = new Distribution();
        Distribution engine = new Distribution();
        results.rows().stream()
                .filter(SwapResults.Row::promised)
                .forEach(
                        row -> {
                            silence.addAll(row.silence());
                            engine.addAll(row.engineSilence());
                        });
        results.figure("moves with a promise of silence", engine.count());
        results.figure("marker on its way, ms at p50", Math.round(silence.quantile(0.5)));
        results.figure("marker on its way, ms at p99", Math.round(silence.quantile(0.99)));
        results.figure("silence as sessions say, ms at p50", Math.round(engine.quantile(0.5)));
        results.figure("silence as sessions say, ms at p99", Math.round(engine.quantile(0.99)));
        if (course.stillSeconds() > 0 && engine.count() > 0) {
            results.verdict(
                    "silence of moved lines at most 300 ms at p99",
                    engine.quantile(0.99) <= Verdicts.SILENCE_MILLIS,
                    String.format(Locale.ROOT, "%.0f ms", engine.quantile(0.99)));
        }
    }
}
