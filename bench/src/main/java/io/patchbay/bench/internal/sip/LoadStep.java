package io.patchbay.bench.internal.sip;

import io.patchbay.bench.internal.client.BenchException;
import io.patchbay.bench.internal.client.Cost;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.bench.internal.client.ServerProcess;
import io.patchbay.bench.internal.floor.BareCaller;
import io.patchbay.bench.internal.floor.BareTrunk;
import io.patchbay.bench.internal.rtc.Process;
import io.patchbay.bench.internal.rtc.Steps;
import io.patchbay.bench.internal.rtc.Waits;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * CPU, memory, threads and files of calls with sound both ways, and how even their packets are at
 * the receiver, which is another process: full sessions through the plug, calls of the home alone,
 * and bare packets. And how many calls there can be until packets come late.
 */
final class LoadStep {

    /** Sound settles before anything is measured. */
    private static final int SETTLE_MILLIS = 3_000;

    /** One packet of a hundred is so far from its place where sound suffers, in milliseconds. */
    private static final double LATE_MILLIS = 20;

    /** Who has the calls. */
    private enum Who {
        SESSION("full sessions"),
        CALL("calls without sessions"),
        BARE("bare packets");

        private final String words;

        Who(String words) {
            this.words = words;
        }
    }

    private final SipPlan plan;
    private final Results results;
    private final Consumer<String> told;

    LoadStep(SipPlan plan, Results results, Consumer<String> told) {
        this.plan = plan;
        this.results = results;
        this.told = told;
    }

    private static int port(ServerProcess trunk) {
        return Integer.parseInt(trunk.uri().toString().replaceFirst(".*:(\\d+).*", "$1"));
    }

    private static SoundCrowd crowd(Who who, ServerProcess trunk, ServerProcess model)
            throws IOException {
        return switch (who) {
            case SESSION -> new SessionCrowd(port(trunk), model.uri());
            case CALL -> new TelephoneCrowd(port(trunk));
            case BARE -> new BareCrowd(port(trunk));
        };
    }

    private static BareTrunk.Heard heard(ServerProcess trunk) throws IOException {
        try (BareCaller control = new BareCaller()) {
            return BareTrunk.Heard.parse(control.ask(port(trunk), "take"));
        }
    }

    void loads() throws IOException {
        Who[] all = Who.values();
        for (int count : plan.loads()) {
            for (int round = -plan.warmUps(); round < plan.rounds(); round++) {
                for (int turn = 0; turn < all.length; turn++) {
                    load(round, count, all[Math.floorMod(round + turn, all.length)]);
                }
            }
        }
    }

    private void load(int round, int count, Who who) throws IOException {
        String id = "load." + count + "." + who.name().toLowerCase(java.util.Locale.ROOT);
        String name = count + (count == 1 ? " call, " : " calls, ") + who.words;
        try (ServerProcess trunk = ServerProcess.startTrunk();
                ServerProcess model = ServerProcess.startToneModel();
                SoundCrowd crowd = crowd(who, trunk, model)) {
            long heap = Cost.liveHeap();
            int threads = Process.threads();
            int files = Process.fds();
            crowd.connect(count);
            Waits.pass(SETTLE_MILLIS);
            crowd.takeClear();
            heard(trunk);
            Cost.Cpu cpu = Cost.cpu();
            long begun = System.nanoTime();
            Waits.pass(TimeUnit.SECONDS.toMillis(plan.seconds()));
            double micros = cpu.microsEach(count);
            double percent = micros * 1e3 / (System.nanoTime() - begun) * 100;
            BareTrunk.Heard even = heard(trunk);
            double clear = crowd.takeClear() * 100;
            double heapEach = (Cost.liveHeap() - heap) / 1024.0 / count;
            double threadsEach = (Process.threads() - threads) / (double) count;
            double filesEach = (Process.fds() - files) / (double) count;
            told.accept(
                    Steps.line(
                            round,
                            name,
                            "%.3f %% CPU each, heap %.1f kB, %.2f threads, %.2f files, packets off"
                                    + " by %.3f ms p50, %.3f p99, %d of %d missing, %.1f %%"
                                    + " clear",
                            percent,
                            heapEach,
                            threadsEach,
                            filesEach,
                            even.middle(),
                            even.late(),
                            even.missing(),
                            even.packets() + even.missing(),
                            clear));
            if (even.packets() == 0) {
                throw new BenchException("no packet came of " + name);
            }
            if (round >= 0) {
                results.add(id + ".cpu", "CPU a call, " + name, "% core", percent);
                results.add(id + ".heap", "live heap a call, " + name, "kB", heapEach);
                results.add(id + ".threads", "threads a call, " + name, "", threadsEach);
                results.add(id + ".files", "files a call, " + name, "", filesEach);
                results.add(id + ".p50", "pacing error p50, " + name, "ms", even.middle());
                results.add(id + ".p99", "pacing error p99, " + name, "ms", even.late());
                results.add(
                        id + ".missing",
                        "packets missing, " + name,
                        "%",
                        100.0 * even.missing() / (even.packets() + even.missing()));
                if (!Double.isNaN(clear)) {
                    results.add(id + ".clear", "windows heard clearly, " + name, "%", clear);
                }
            }
        }
    }

    /** More and more calls, until their packets come late; and as many without SIP. */
    void limit() throws IOException {
        for (Who who : new Who[] {Who.SESSION, Who.CALL, Who.BARE}) {
            String id = "limit." + who.name().toLowerCase(java.util.Locale.ROOT);
            int most = 0;
            for (int count : plan.ladder()) {
                double late = late(who, count);
                told.accept(Steps.line(0, count + " " + who.words, "p99 off by %.1f ms", late));
                results.add(
                        id + "." + count,
                        "pacing error p99, " + count + " calls, " + who.words,
                        "ms",
                        late);
                if (late > LATE_MILLIS) {
                    break;
                }
                most = count;
            }
            results.add(
                    id,
                    "calls until one packet of a hundred is off by 20 ms, " + who.words,
                    "calls",
                    most);
        }
    }

    private double late(Who who, int count) throws IOException {
        try (ServerProcess trunk = ServerProcess.startTrunk();
                ServerProcess model = ServerProcess.startToneModel();
                SoundCrowd crowd = crowd(who, trunk, model)) {
            crowd.connect(count);
            Waits.pass(SETTLE_MILLIS);
            heard(trunk);
            Waits.pass(TimeUnit.SECONDS.toMillis(plan.seconds()));
            BareTrunk.Heard even = heard(trunk);
            return even.packets() == 0 ? Double.POSITIVE_INFINITY : even.late();
        } catch (BenchException e) {
            told.accept(count + " calls cannot be had: " + e.getMessage());
            return Double.POSITIVE_INFINITY;
        }
    }
}
