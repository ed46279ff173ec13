package io.patchbay.bench.internal.rtc;

import io.patchbay.bench.internal.client.BenchException;
import io.patchbay.bench.internal.client.Cost;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.bench.internal.client.ServerProcess;
import io.patchbay.rtc.RtcEngine;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * CPU, memory, threads and open files of calls with sound both ways, full sessions beside bare
 * peers; the far end is another process. And how many there can be until sound suffers.
 */
final class LoadStep {

    /** Sound settles before anything is measured. */
    private static final int SETTLE_MILLIS = 3_000;

    /** Less than this share of clear windows is sound that suffers. */
    private static final double CLEAR = 0.95;

    private final RtcPlan plan;
    private final RtcEngine engine;
    private final Results results;
    private final Consumer<String> told;

    LoadStep(RtcPlan plan, RtcEngine engine, Results results, Consumer<String> told) {
        this.plan = plan;
        this.engine = engine;
        this.results = results;
        this.told = told;
    }

    private Crowd crowd(boolean sessions, ServerProcess server) {
        return sessions ? new SessionCrowd(server.uri()) : new BareCrowd(server.uri(), engine);
    }

    void loads() {
        for (int count : plan.loads()) {
            for (int round = -plan.warmUps(); round < plan.rounds(); round++) {
                for (int turn = 0; turn < 2; turn++) {
                    try (ServerProcess server = ServerProcess.startToneModel()) {
                        load(round, count, (round + turn & 1) == 0, server);
                    }
                }
            }
        }
    }

    private void load(int round, int count, boolean sessions, ServerProcess server) {
        String id = "load." + count + (sessions ? ".session" : ".bare");
        String name = count + (count == 1 ? " call, " : " calls, ");
        String who = name + (sessions ? "full sessions" : "bare peers");
        int fds = Process.fds();
        try (Crowd crowd = crowd(sessions, server)) {
            long heap = Cost.liveHeap();
            long resident = Cost.resident();
            int threads = Process.threads();
            crowd.connect(count, SETTLE_MILLIS / 1_000 + plan.seconds() + 10);
            Waits.pass(SETTLE_MILLIS);
            crowd.takeClear();
            Cost.Cpu cpu = Cost.cpu();
            long begun = System.nanoTime();
            Waits.pass(TimeUnit.SECONDS.toMillis(plan.seconds()));
            double micros = cpu.microsEach(count);
            double percent = micros * 1e3 / (System.nanoTime() - begun) * 100;
            double clear = crowd.takeClear();
            double heapEach = (Cost.liveHeap() - heap) / 1024.0 / count;
            double residentEach = (Cost.resident() - resident) / 1024.0 / count;
            double threadsEach = (Process.threads() - threads) / (double) count;
            double fdsEach = (Process.fds() - fds) / (double) count;
            told.accept(
                    Steps.line(
                            round,
                            who,
                            "%.2f %% CPU each, heap %.0f kB, RSS %.0f kB, %.2f threads, %.2f files,"
                                    + " %.1f %% clear",
                            percent,
                            heapEach,
                            residentEach,
                            threadsEach,
                            fdsEach,
                            clear * 100));
            if (round >= 0) {
                results.add(id + ".cpu", "CPU a call, " + who, "% core", percent);
                results.add(id + ".heap", "live heap a call, " + who, "kB", heapEach);
                results.add(id + ".resident", "RSS a call, " + who, "kB", residentEach);
                results.add(id + ".threads", "threads a call, " + who, "", threadsEach);
                results.add(id + ".clear", "windows heard clearly, " + who, "%", clear * 100);
            }
        }
    }

    /** More and more calls, until sound suffers. */
    void limit() {
        int most = 0;
        for (int count : plan.ladder()) {
            double clear;
            try (ServerProcess server = ServerProcess.startToneModel();
                    Crowd crowd = crowd(true, server)) {
                crowd.connect(count, SETTLE_MILLIS / 1_000 + plan.seconds() + 30);
                Waits.pass(SETTLE_MILLIS);
                crowd.takeClear();
                Waits.pass(TimeUnit.SECONDS.toMillis(plan.seconds()));
                clear = crowd.takeClear();
            } catch (BenchException e) {
                told.accept(count + " calls cannot be had: " + e.getMessage());
                clear = 0;
            }
            told.accept(Steps.line(0, count + " calls", "%.1f %% clear", clear * 100));
            results.add(
                    "limit." + count,
                    "windows heard clearly, " + count + " calls",
                    "%",
                    clear * 100);
            if (clear < CLEAR) {
                break;
            }
            most = count;
        }
        results.add("limit", "calls of a JVM until less than 95 % is heard clearly", "calls", most);
    }
}
