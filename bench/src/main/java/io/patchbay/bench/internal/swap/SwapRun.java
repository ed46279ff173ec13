package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.bench.internal.client.BenchException;
import io.patchbay.bench.internal.swap.plugs.AgentPlug;
import io.patchbay.bench.internal.swap.plugs.GuardrailPlug;
import io.patchbay.bench.internal.swap.plugs.ToolPlug;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.osgi.framework.BundleException;

/**
 * Exchanges plugs of every kind at random, in a real container, under calls in which both sides
 * speak in numbered frames, and checks from outside that nothing is lost (RULES 42).
 */
public final class SwapRun {

    private static final int SAMPLE_EVERY = 25;
    private static final long SLOW_NANOS = 5_000_000_000L;
    private static final double SILENCE_MILLIS = 300;

    private final SwapPlan plan;
    private final Consumer<String> progress;
    private final SwapResults results = new SwapResults();
    private final Faults faults;
    private final Moments moments = new Moments();
    private final Loaders loaders = new Loaders();
    private final Random random;
    private Memory reference = new Memory();

    /** A run; {@code progress} is told how far it is. */
    public SwapRun(SwapPlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
        this.faults = new Faults(progress);
        this.random = new Random(plan.seed());
    }

    /**
     * Runs.
     *
     * @throws BenchException when it cannot be done at all; broken promises are results
     */
    public SwapResults run() throws InterruptedException {
        progress.accept("seed " + plan.seed());
        try (Container container = Container.start();
                Peer peer = Peer.start()) {
            run(container, peer);
        } catch (IOException | BundleException e) {
            throw new BenchException("the swaps cannot go on: " + e.getMessage(), e);
        }
        return results;
    }

    private void run(Container container, Peer peer)
            throws IOException, BundleException, InterruptedException {
        PlugDirectory directory = container.service(PlugDirectory.class);
        List<Family> families = families(container, directory);
        for (Family family : families) {
            family.install();
        }
        Container.await("all plugs", () -> families.stream().allMatch(Family::bound));
        RealtimeSessions sessions = container.service(RealtimeSessions.class);
        Calls calls = new Calls(peer, faults, moments);
        try (calls) {
            calls.open(sessions, plan.sessions(), random.nextLong());
            Container.await(
                    "first answers", () -> calls.ofCallers(Caller::answered) >= calls.count());
            swap(calls, peer, families);
            if (!calls.rest()) {
                faults.add("not all calls come to rest");
            }
            if (!Container.happens(() -> calls.openToolCalls() == 0)) {
                faults.add(calls.openToolCalls() + " tool calls have no output");
            }
        }
        boolean released =
                Container.happens(() -> families.stream().allMatch(one -> one.users() == 0));
        judge(calls, families, released);
    }

    private List<Family> families(Container container, PlugDirectory directory) throws IOException {
        List<String> imports = new ArrayList<>(container.packages());
        imports.add("org.osgi.framework");
        List<Family> families = new ArrayList<>();
        for (PlugKind kind : PlugKind.values()) {
            for (BundleJar jar : jars(container, kind, imports)) {
                families.add(new Family(container, directory, loaders, kind, jar));
            }
        }
        return families;
    }

    private static List<BundleJar> jars(Container container, PlugKind kind, List<String> imports)
            throws IOException {
        return switch (kind) {
            case TRANSPORT -> List.of(container.built("io.patchbay.transport.websocket"));
            case PROVIDER -> List.of(container.built("io.patchbay.provider.openai"));
            case TOOL ->
                    List.of(
                            container.built("io.patchbay.tools.calculator"),
                            BundleJar.of("bench.tools", List.of(ToolPlug.class), imports));
            case GUARDRAIL ->
                    List.of(
                            container.built("io.patchbay.guardrails.blocklist"),
                            BundleJar.of(
                                    "bench.guardrails", List.of(GuardrailPlug.class), imports));
            case AGENT -> List.of(BundleJar.of("bench.agents", List.of(AgentPlug.class), imports));
            case CALLER_LEG -> List.of();
        };
    }

    private void swap(Calls calls, Peer peer, List<Family> families)
            throws BundleException, InterruptedException {
        Swapper swapper = new Swapper(calls, peer, moments, faults, random);
        boolean warm = plan.warmUp() == 0;
        int threads = 0;
        Memory memory = new Memory();
        int sampled = 0;
        int reconnects = 0;
        long begun = System.nanoTime();
        while (swapper.exchanged() < plan.swaps()) {
            if (!warm && swapper.exchanged() >= plan.warmUp()) {
                warm = true;
                threads = atRest(calls);
                reference(calls);
                memory = new Memory();
            }
            if (swapper.exchanged() >= (reconnects + 1) * plan.swaps() / (plan.reconnects() + 1)) {
                reconnects++;
                faults.during("plain reconnect");
                measured(calls, results.row(null, "plain reconnect", false), swapper::reconnect);
            }
            Family family = pick(families);
            How how = pick(family);
            long before = System.nanoTime();
            faults.during(family.name() + ", " + how);
            measured(
                    calls,
                    results.row(
                            family.kind(),
                            how.toString(),
                            family.carriesLines() && how.promisesSilence()),
                    () -> swapper.exchange(family, how));
            long took = System.nanoTime() - before;
            if (took > SLOW_NANOS) {
                progress.accept(family.name() + ", " + how + ", took " + took / 1_000_000 + " ms");
            }
            if (swapper.exchanged() >= sampled + SAMPLE_EVERY) {
                sampled = swapper.exchanged();
                progress.accept(line(calls, swapper, begun));
                sample(memory, warm);
            }
        }
        if (plan.warmUp() > 0) {
            int before = threads;
            Container.happens(() -> atRest(calls) <= before); // those of workers end by and by
            int after = atRest(calls);
            results.figure("threads", threads + " after the warm-up, " + after + " at the end");
            results.verdict("as many threads as after the warm-up", after <= threads, "" + after);
            flat(memory, swapper.exchanged() - plan.warmUp());
        }
    }

    private interface Action {
        double run() throws BundleException, InterruptedException;
    }

    private void measured(Calls calls, SwapResults.Row row, Action action)
            throws BundleException, InterruptedException {
        calls.takeSilences();
        calls.swaps().clear();
        long again = calls.ofEnds(end -> end.heard.again());
        row.took().add(action.run());
        if (row.kind() == null
                || row.kind() == PlugKind.TRANSPORT
                || row.kind() == PlugKind.PROVIDER) {
            row.silence().addAll(calls.takeSilences());
        }
        row.sums()[SwapResults.Row.AGAIN] += calls.ofEnds(end -> end.heard.again()) - again;
        for (Swap swap = calls.swaps().poll(); swap != null; swap = calls.swaps().poll()) {
            if (swap.kind() == row.kind()) {
                row.held().add(swap.audioHeld().toNanos() / 1e6);
                row.engineSilence().add(swap.silence().toNanos() / 1e6);
                row.sums()[SwapResults.Row.LOST] += swap.audioLost().toMillis();
            }
        }
    }

    private Family pick(List<Family> families) {
        // a third of all on lines, which are two of seven families
        boolean lines = random.nextInt(3) == 0;
        List<Family> chosen =
                families.stream().filter(one -> plan.kinds().contains(one.kind())).toList();
        List<Family> some = chosen.stream().filter(one -> one.carriesLines() == lines).toList();
        if (some.isEmpty()) {
            some = chosen;
        }
        return some.get(random.nextInt(some.size()));
    }

    private How pick(Family family) {
        int dice = random.nextInt(100);
        if (dice < 50) {
            return How.BESIDE;
        }
        List<How> others = new ArrayList<>(List.of(How.values()));
        others.remove(How.BESIDE);
        if (!family.carriesLines()) {
            others.remove(How.ROLLED_BACK);
        }
        return others.get(random.nextInt(others.size()));
    }

    private void sample(Memory memory, boolean warm) {
        List<String> pinned = loaders.pinned();
        if (!pinned.isEmpty()) {
            progress.accept("class loaders that are there still: " + pinned);
        }
        if (warm && plan.warmUp() > 0) {
            memory.sample();
        }
    }

    private int atRest(Calls calls) {
        calls.rest();
        Container.happens(() -> calls.openToolCalls() == 0);
        int threads = Thread.getAllStackTraces().size();
        calls.goOn();
        return threads;
    }

    /** The same calls with nothing exchanged. */
    private void reference(Calls calls) {
        Memory still = new Memory();
        progress.accept("nothing is exchanged for " + plan.referenceSeconds() + " s");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(plan.referenceSeconds());
        calls.takeSilences();
        SwapResults.Row row = results.row(null, "nothing", false);
        while (System.nanoTime() < end) {
            still.sample();
            calls.takeSilences();
            long begun = System.nanoTime();
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
            row.silence().addAll(calls.takeSilences());
            row.took().add((System.nanoTime() - begun) / 1e6);
        }
        reference = still;
    }

    private void flat(Memory memory, int swaps) {
        double rise = memory.slope() - reference.slope();
        double noise = 3 * Math.hypot(memory.error(), reference.error());
        String found =
                String.format(
                        Locale.ROOT,
                        "%.1f kB a minute with %d swaps, %.1f without, noise %.1f",
                        memory.slope(),
                        swaps,
                        reference.slope(),
                        noise);
        results.figure("live heap", found);
        results.verdict("live heap as flat as without swaps", rise <= noise, found);
    }

    private static String line(Calls calls, Swapper swapper, long begun) {
        return String.format(
                Locale.ROOT,
                "%d swaps, %.0f s, %d turns, %d answered, %d lines, %d tool calls",
                swapper.exchanged(),
                (System.nanoTime() - begun) / 1e9,
                calls.ofEnds(FarEnd::turns),
                calls.ofCallers(Caller::answered),
                calls.linesMade(),
                calls.ofEnds(end -> end.tools.made()));
    }

    private void judge(Calls calls, List<Family> families, boolean released) {
        long arrived = calls.ofEnds(end -> end.heard.arrived());
        long lost = calls.ofEnds(end -> end.heard.lost());
        long received = calls.ofCallers(caller -> caller.heard().received());
        long unplayed = calls.ofCallers(caller -> caller.heard().lost());
        long made = calls.ofEnds(end -> end.tools.made());
        long answered = calls.ofEnds(end -> end.tools.answered());
        long excused = calls.ofEnds(end -> end.tools.excused());
        List<String> pinned = loaders.pinned();
        results.figure("caller's frames that arrived", arrived);
        results.figure("of these again on a new line", calls.ofEnds(end -> end.heard.again()));
        results.figure(
                "of these held by a turn already", calls.ofEnds(end -> end.heard.againCommitted()));
        results.figure("model's frames received", received);
        results.figure("model's frames heard", calls.ofCallers(c -> c.heard().heard()));
        results.figure("turns", calls.ofEnds(FarEnd::turns));
        results.figure("turns asked again", calls.ofCallers(Caller::unanswered));
        results.figure("handoffs", calls.ofEnds(FarEnd::handoffs));
        results.figure(
                "tool calls", made + ", " + excused + " of them cancelled or never heard of");
        results.figure("lines", calls.linesMade());
        results.figure("class loaders replaced", loaders.count());
        results.verdict("no caller's frame lost", lost == 0 && arrived > 0, lost + " lost");
        results.verdict("no model's frame lost", unplayed == 0 && received > 0, unplayed + " lost");
        results.verdict(
                "each tool call has one output",
                answered + excused == made && made > 0,
                answered + " + " + excused + " of " + made);
        results.verdict("old class loaders are collectable", pinned.isEmpty(), pinned.toString());
        results.verdict(
                "no lease is left",
                released,
                released ? "none" : families.stream().map(Family::standing).toList().toString());
        Distribution silence = new Distribution();
        results.rows().stream()
                .filter(SwapResults.Row::promised)
                .forEach(row -> silence.addAll(row.silence()));
        results.figure(
                "silence of moved lines",
                String.format(
                        Locale.ROOT,
                        "p50 %.0f ms, p99 %.0f ms, of %d",
                        silence.quantile(0.5),
                        silence.quantile(0.99),
                        silence.count()));
        if (plan.warmUp() > 0) {
            results.verdict(
                    "silence of moved lines at most 300 ms at p99",
                    silence.quantile(0.99) <= SILENCE_MILLIS,
                    String.format(Locale.ROOT, "%.0f ms", silence.quantile(0.99)));
        }
        results.verdict("nothing else went wrong", faults.count() == 0, faults.count() + " faults");
        results.faults(faults.words());
        results.complaints(calls.complaints());
    }

    /** The names of what failed, for a test. */
    public static String broken(SwapResults results) {
        TreeSet<String> broken = new TreeSet<>();
        results.verdicts().stream()
                .filter(verdict -> !verdict.kept())
                .forEach(verdict -> broken.add(verdict.promise() + ": " + verdict.found()));
        return broken + " " + results.faults();
    }
}
