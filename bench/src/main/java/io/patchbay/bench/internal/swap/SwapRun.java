package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.bench.internal.client.BenchException;
import io.patchbay.bench.internal.swap.plugs.PipePlug;
import io.patchbay.bench.internal.swap.plugs.PlainPlug;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;

/**
 * Exchanges plugs of every kind at random, in a real container, under calls in which both sides
 * speak in numbered frames, and checks from outside that nothing is lost (RULES 42).
 */
public final class SwapRun {

    private static final int SAMPLE_EVERY = 25;

    /** So long calls go on between two looks at the heap while nothing is exchanged. */
    private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final int LOOK_EVERY = 3;

    private final SwapPlan plan;
    private final Consumer<String> told;
    private final SwapResults results = new SwapResults();
    private final Faults faults;
    private final Moments moments = new Moments();
    private final Loaders loaders = new Loaders();
    private final Random random;
    private final Verdicts verdicts;
    private FrameworkMemory framework = FrameworkMemory.unknown();

    /** A run; {@code progress} is told how far it is. */
    public SwapRun(SwapPlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.told = progress;
        this.faults = new Faults(progress);
        this.random = new Random(plan.seed());
        this.verdicts = new Verdicts(plan, results, faults, loaders);
    }

    /**
     * Runs.
     *
     * @throws BenchException when it cannot be done at all; broken promises are results
     */
    public SwapResults run() throws InterruptedException {
        told.accept("seed " + plan.seed());
        try (Progress progress = new Progress(plan, told)) {
            if (plan.warmUp() > 0) {
                progress.doing("looks at what the container keeps of bundles by itself");
                framework = FrameworkMemory.measure(jars());
                framework
                        .all()
                        .forEach(
                                (name, bytes) ->
                                        results.figure(
                                                "bytes that the container keeps of " + name,
                                                bytes));
            }
            try (Container container = Container.start();
                    Peer peer = Peer.start();
                    Route route = Route.to(peer, plan)) {
                run(container, peer, route, progress);
            }
        } catch (IOException | BundleException e) {
            throw new BenchException("the swaps cannot go on: " + e.getMessage(), e);
        }
        return results;
    }

    private void run(Container container, Peer peer, Route route, Progress progress)
            throws IOException, BundleException, InterruptedException {
        PlugDirectory directory = container.service(PlugDirectory.class);
        List<Family> families = families(container, directory);
        Map<PlugKind, Family> others = others(container, directory);
        List<Family> all = new ArrayList<>(families);
        all.addAll(others.values());
        for (Family family : all) {
            family.install();
        }
        Container.await("all plugs", () -> all.stream().allMatch(Family::bound));
        Dictionary<String, Object> pipe = new Hashtable<>();
        pipe.put(PipePlug.FAR_END, true);
        BiFunction<String, Consumer<byte[]>, Consumer<byte[]>> end = peer::pipe;
        container.context().registerService(BiFunction.class, end, pipe);
        RealtimeSessions sessions = container.service(RealtimeSessions.class);
        Entrance entrance = new Entrance(container.context());
        Calls calls =
                new Calls(peer, route, entrance, sessions, faults, moments, random.nextLong());
        try (calls) {
            calls.open(plan.sessions() - plan.throughDoors());
            for (int i = 0; i < plan.throughDoors(); i++) {
                calls.openThroughDoor();
            }
            Container.await("first answers", () -> calls.sum(Count.ANSWERED) >= calls.count());
            Timing timing = new Timing(calls, moments, faults, random);
            Jams jams = new Jams(container.context());
            Swapper swapper =
                    new Swapper(
                            calls,
                            peer,
                            route,
                            timing,
                            new DoorSwaps(calls, entrance, loaders, timing, jams, faults, random),
                            new Away(calls, others, faults),
                            jams,
                            faults,
                            random);
            swap(calls, swapper, families, progress);
            progress.doing("comes to its end");
            if (!calls.rest()) {
                faults.add("not all calls come to rest, or have an output for each tool call");
            }
        }
        boolean released =
                Container.happens(() -> families.stream().allMatch(one -> one.users() == 0));
        verdicts.judge(
                calls, released ? "" : families.stream().map(Family::standing).toList().toString());
    }

    /** What calls are taken to, beside what they begin with. */
    private Map<PlugKind, Family> others(Container container, PlugDirectory directory)
            throws IOException {
        PlugJars jars = new PlugJars(container, plan.line());
        return Map.of(
                PlugKind.TRANSPORT,
                new Family(container, directory, loaders, PlugKind.TRANSPORT, jars.other()),
                PlugKind.PROVIDER,
                new Family(
                        container,
                        directory,
                        loaders,
                        PlugKind.PROVIDER,
                        jars.bench("bench.plain", PlainPlug.class)));
    }

    private List<Family> families(Container container, PlugDirectory directory) throws IOException {
        PlugJars jars = new PlugJars(container, plan.line());
        List<Family> families = new ArrayList<>();
        for (PlugKind kind : PlugKind.values()) {
            for (BundleJar jar : jars.of(kind)) {
                families.add(new Family(container, directory, loaders, kind, jar));
            }
        }
        return families;
    }

    private void swap(Calls calls, Swapper swapper, List<Family> families, Progress progress)
            throws BundleException, InterruptedException {
        Choices choices = new Choices(plan, families, random);
        boolean warm = plan.warmUp() == 0;
        Map<String, Integer> threads = Map.of();
        Memory still = new Memory();
        Memory memory = new Memory();
        int sampled = 0;
        int reconnects = 0;
        while (swapper.exchanged() < plan.swaps()) {
            if (!warm && swapper.exchanged() >= plan.warmUp()) {
                warm = true;
                progress.doing("calls are at rest");
                calls.rest();
                threads = Threads.still();
                calls.goOn();
                reference(calls, still, progress);
                memory = new Memory();
            }
            if (swapper.exchanged() >= (reconnects + 1) * plan.swaps() / (plan.reconnects() + 1)) {
                reconnects++;
                reconnect(calls, swapper, plan.relayed() && reconnects % 2 == 0, progress);
            }
            Family family = choices.family();
            How how = choices.how(family);
            String what = family.name() + ", " + how;
            faults.during(what);
            progress.doing(what);
            measured(calls, swapper, family, how);
            progress.exchanged(swapper.exchanged());
            if (swapper.exchanged() >= sampled + SAMPLE_EVERY) {
                sampled = swapper.exchanged();
                progress.doing("calls are at rest");
                sample(calls, warm && plan.warmUp() > 0 ? memory : null);
            }
        }
        if (plan.warmUp() > 0) {
            progress.doing("calls are at rest");
            calls.rest();
            verdicts.threads(threads, Threads.atMost(threads));
            calls.goOn();
            verdicts.heap(memory, still, swapper.exchanged() - plan.warmUp());
        }
    }

    /** Nothing is exchanged, but all lines are lost; for comparison. */
    private void reconnect(Calls calls, Swapper swapper, boolean relay, Progress progress) {
        String what = relay ? "relay restarts" : "plain reconnect";
        faults.during(what);
        progress.doing(what);
        calls.takeSilences();
        SwapResults.Row row = results.row(null, what, false);
        row.took().add(relay ? swapper.relayRestarts() : swapper.reconnect());
        row.silence().addAll(calls.takeSilences());
    }

    private void measured(Calls calls, Swapper swapper, Family family, How how)
            throws BundleException, InterruptedException {
        calls.takeSilences();
        calls.swaps().clear();
        long again = calls.sum(Count.AGAIN);
        Exchanged done = swapper.exchange(family, how);
        SwapResults.Row row =
                results.row(
                        family.kind(),
                        done.how().toString(),
                        family.carriesLines() && done.how().promisesSilence());
        if (done.how() != how) {
            results.missed(how);
        }
        row.took().add(done.millis());
        if (family.carriesLines()) {
            row.silence()
                    .addAll(
                            row.promised()
                                    ? calls.takeSilences(this::tooLong)
                                    : calls.takeSilences());
        }
        row.sums()[SwapResults.Row.AGAIN] += calls.sum(Count.AGAIN) - again;
        for (Swap swap = calls.swaps().poll(); swap != null; swap = calls.swaps().poll()) {
            if (swap.kind() == row.kind()) {
                row.held().add(swap.audioHeld().toNanos() / 1e6);
                row.engineSilence().add(swap.silence().toNanos() / 1e6);
                row.sums()[SwapResults.Row.LOST] += swap.audioLost().toMillis();
            }
        }
    }

    /**
     * Bytes of the heap that are there for a reason: what the run writes down, and the container.
     */
    private long known() {
        long kept = results.bytes();
        for (Map.Entry<String, Integer> bundle : loaders.replaced().entrySet()) {
            kept += bundle.getValue() * framework.of(bundle.getKey());
        }
        return kept;
    }

    /** The bundles as they come. */
    private List<BundleJar> jars() throws IOException {
        try (Container container = Container.withoutRuntime()) {
            List<BundleJar> jars = new ArrayList<>();
            for (PlugKind kind : PlugKind.values()) {
                jars.addAll(new PlugJars(container, plan.line()).of(kind));
            }
            return jars;
        } catch (BundleException e) {
            throw new IOException(e);
        }
    }

    private void tooLong(Call call, double millis) {
        if (millis > Verdicts.SILENCE_MILLIS) {
            told.accept(
                    String.format(
                            Locale.ROOT,
                            "%s was silent for %.0f ms:%s",
                            call.name(),
                            millis,
                            call.caller().diary()));
        }
    }

    /** Nobody is at an old version now: its class loader must go, and the heap can be compared. */
    private void sample(Calls calls, @Nullable Memory memory) {
        calls.collectComplaints();
        if (memory != null) {
            calls.rest();
            memory.sample(known());
            calls.goOn();
        }
        List<String> pinned = loaders.pinned();
        if (!pinned.isEmpty()) {
            told.accept("class loaders that nobody uses and that are there still: " + pinned);
        }
    }

    /** The same calls with nothing exchanged. */
    private void reference(Calls calls, Memory still, Progress progress) {
        progress.doing("nothing is exchanged for " + plan.referenceSeconds() + " s");
        long begun = System.nanoTime();
        long end = begun + TimeUnit.SECONDS.toNanos(plan.referenceSeconds());
        SwapResults.Row row = results.row(null, "nothing", false);
        for (int i = 1; System.nanoTime() < end; i++) {
            calls.takeSilences();
            long from = System.nanoTime();
            LockSupport.parkNanos(BETWEEN_NANOS);
            row.silence().addAll(calls.takeSilences());
            row.took().add((System.nanoTime() - from) / 1e6);
            if (i % LOOK_EVERY == 0) {
                calls.rest();
                calls.collectComplaints();
                still.sample(known());
                calls.goOn();
            }
        }
        progress.idled(System.nanoTime() - begun);
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
