package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.bench.internal.client.BenchException;
import io.patchbay.bench.internal.rtc.Process;
import io.patchbay.bench.internal.rtc.ToneServer;
import io.patchbay.rtc.RtcEngines;
import io.patchbay.rtc.RtcException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.osgi.framework.BundleException;

/**
 * Exchanges what carries sound over WebRTC, in a real container, under calls in which both sides
 * speak in marker tones (RULES 26), and checks at the far ends that none is lost. Lines move to
 * WebSocket and back; the transport and the door for pages are updated again and again (RULES 27),
 * and the native library stays as it is.
 */
public final class RtcSwapRun {

    /** What stays as it is, besides what each container has. */
    private static final List<String> HOMES = List.of("io.patchbay.rtc", "io.patchbay.lib.webrtc");

    private final RtcSwapPlan plan;
    private final Consumer<String> told;
    private final SwapResults results = new SwapResults();
    private final Faults faults;
    private final Loaders loaders = new Loaders();

    /** A run; {@code progress} is told how far it is. */
    public RtcSwapRun(RtcSwapPlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.told = progress;
        this.faults = new Faults(progress);
    }

    /**
     * Runs.
     *
     * @throws BenchException when it cannot be done at all, as on a machine on which WebRTC does
     *     not work; broken promises are results
     */
    public SwapResults run() throws InterruptedException {
        told.accept("seed " + plan.seed());
        try {
            RtcEngines.best();
        } catch (RtcException e) {
            throw new BenchException(String.valueOf(e.getMessage()), e);
        }
        try (Container container = Container.startWith(HOMES);
                ToneServer server = ToneServer.start()) {
            run(container, server);
        } catch (IOException | BundleException e) {
            throw new BenchException("the swaps cannot go on: " + e.getMessage(), e);
        }
        results.faults(faults.words());
        results.verdict("nothing else went wrong", faults.count() == 0, faults.count() + " faults");
        return results;
    }

    private void run(Container container, ToneServer server)
            throws IOException, BundleException, InterruptedException {
        PlugDirectory directory = container.service(PlugDirectory.class);
        Family line = family(container, directory, PlugKind.TRANSPORT, "transport.webrtc");
        Family door = family(container, directory, PlugKind.CALLER_LEG, "transport.browser");
        List<Family> all = new ArrayList<>();
        all.add(line);
        all.add(family(container, directory, PlugKind.TRANSPORT, "transport.websocket"));
        all.add(family(container, directory, PlugKind.PROVIDER, "provider.openai"));
        if (plan.callers() > 0) {
            all.add(door);
        }
        RtcDoor pages = RtcDoor.configure(container);
        for (Family family : all) {
            family.install();
        }
        Container.await("all plugs", () -> all.stream().allMatch(Family::bound));
        RealtimeSessions sessions = container.service(RealtimeSessions.class);
        try (RtcCalls calls = new RtcCalls(server, sessions, faults, told);
                pages) {
            pages.serve(container.context(), calls);
            calls.open(plan.sessions());
            pages.call(calls, plan.callers());
            if (!calls.talk(calls.lines(), 1) || !calls.talk(calls.pages(), 1)) {
                faults.add("not everybody is answered at the beginning");
            }
            int copies = Process.nativeCopies();
            still(calls);
            RtcSwaps swaps = new RtcSwaps(calls, line, door, pages, faults);
            int done = 0;
            for (RtcSwapPlan.Way way : plan.order()) {
                faults.during(way + " of exchange " + (done + 1));
                exchange(calls, swaps, way);
                done++;
                told.accept(done + " of " + plan.swaps() + " exchanges");
            }
            faults.during("the end");
            results.verdict(
                    "no more copies of the native library",
                    copies != 0 && Process.nativeCopies() == copies,
                    copies + " at the beginning, " + Process.nativeCopies() + " at the end");
            calls.end(calls.lines());
            calls.end(calls.pages());
            calls.tally().into(results);
            results.complaints(calls.complaints());
            results.figure("calls", calls.opened());
        }
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
        silence();
    }

    private Family family(Container container, PlugDirectory directory, PlugKind kind, String name)
            throws IOException {
        return new Family(
                container, directory, loaders, kind, container.built("io.patchbay." + name));
    }

    /** The same calls with nothing exchanged. */
    private void still(RtcCalls calls) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(plan.stillSeconds());
        while (System.nanoTime() < end) {
            calls.takeSilences(calls.lines());
            long begun = System.nanoTime();
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(4));
            SwapResults.Row row = results.row(null, "nothing", false);
            row.silence().addAll(calls.takeSilences(calls.lines()));
            row.took().add((System.nanoTime() - begun) / 1e6);
        }
    }

    private void exchange(RtcCalls calls, RtcSwaps swaps, RtcSwapPlan.Way way)
            throws BundleException, InterruptedException {
        boolean ofDoors = RtcSwaps.ofDoors(way);
        Collection<RtcCalls.One> some = ofDoors ? calls.pages() : calls.lines();
        calls.takeSilences(some);
        some.forEach(RtcSwapRun::forgetSwaps);
        long again = some.stream().mapToLong(one -> one.call().heard.again()).sum();
        double millis = swaps.exchange(way, some);
        PlugKind kind =
                way == RtcSwapPlan.Way.CUT
                        ? null
                        : ofDoors ? PlugKind.CALLER_LEG : PlugKind.TRANSPORT;
        SwapResults.Row row = results.row(kind, way.toString(), way.promised());
        row.took().add(millis);
        if (!ofDoors) {
            row.silence().addAll(calls.takeSilences(some));
            row.sums()[SwapResults.Row.AGAIN] +=
                    some.stream().mapToLong(one -> one.call().heard.again()).sum() - again;
            some.forEach(one -> told(row, one));
        }
        List<String> pinned = loaders.pinned();
        if (!pinned.isEmpty()) {
            told.accept("class loaders that nobody uses and that are there still: " + pinned);
        }
    }

    private static void forgetSwaps(RtcCalls.One one) {
        if (one.line()) {
            one.session().swaps().clear();
        }
    }

    private static void told(SwapResults.Row row, RtcCalls.One one) {
        for (Swap swap = one.session().swaps().poll();
                swap != null;
                swap = one.session().swaps().poll()) {
            if (swap.kind() == PlugKind.TRANSPORT) {
                row.held().add(swap.audioHeld().toNanos() / 1e6);
                row.engineSilence().add(swap.silence().toNanos() / 1e6);
                row.sums()[SwapResults.Row.LOST] += swap.audioLost().toMillis();
            }
        }
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
        results.figure("moves with a promise of silence", silence.count());
        results.figure("marker on its way, ms at p50", Math.round(silence.quantile(0.5)));
        results.figure("marker on its way, ms at p99", Math.round(silence.quantile(0.99)));
        results.figure("silence as sessions say, ms at p50", Math.round(engine.quantile(0.5)));
        results.figure("silence as sessions say, ms at p99", Math.round(engine.quantile(0.99)));
        if (plan.stillSeconds() > 0 && engine.count() > 0) {
            results.verdict(
                    "silence of moved lines at most 300 ms at p99",
                    engine.quantile(0.99) <= Verdicts.SILENCE_MILLIS,
                    String.format(java.util.Locale.ROOT, "%.0f ms", engine.quantile(0.99)));
        }
    }
}
