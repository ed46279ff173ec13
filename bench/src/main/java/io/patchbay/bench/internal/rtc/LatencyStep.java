package io.patchbay.bench.internal.rtc;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionListener;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.bench.internal.floor.BarePeer;
import io.patchbay.bench.internal.floor.BarePusher;
import io.patchbay.rtc.RtcEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** From mouth to ear, both ways, by bursts that are found to the sample where they arrive. */
final class LatencyStep {

    private static final int RATE = 24_000;
    private static final int RTP_RATE = 48_000;

    /** So many bursts come before those that count: jitter buffers settle. */
    private static final int SETTLE = 10;

    private final RtcPlan plan;
    private final RtcEngine engine;
    private final Results results;
    private final Consumer<String> told;
    private final AtomicInteger names = new AtomicInteger();

    LatencyStep(RtcPlan plan, RtcEngine engine, Results results, Consumer<String> told) {
        this.plan = plan;
        this.engine = engine;
        this.results = results;
        this.told = told;
    }

    private int bursts() {
        return SETTLE + Math.max(1, plan.seconds() * 1_000 / Markers.SLOT_MILLIS);
    }

    void run() throws IOException {
        try (ToneServer server = ToneServer.start();
                RtcClient client = new RtcClient()) {
            for (int round = -plan.warmUps(); round < plan.rounds(); round++) {
                for (int turn = 0; turn < 2; turn++) {
                    if ((round + turn & 1) == 0) {
                        session(round, server, client);
                    } else {
                        bare(round);
                    }
                }
            }
        }
    }

    private void keep(int round, String id, String name, double[] millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            results.notMeasured(name + " in round " + (round + 1) + ": no burst was found");
            return;
        }
        double middle = sorted[sorted.length / 2];
        double late = sorted[(int) (sorted.length * 0.95)];
        told.accept(
                Steps.line(
                        round,
                        name,
                        "p50 %.1f ms, p95 %.1f, %d of %d bursts found",
                        middle,
                        late,
                        sorted.length,
                        bursts() - SETTLE));
        if (round >= 0) {
            results.add("latency." + id + ".p50", name + ", p50", "ms", middle);
            results.add("latency." + id + ".p95", name + ", p95", "ms", late);
        }
    }

    private void session(int round, ToneServer server, RtcClient client) {
        String name = "latency-" + names.incrementAndGet();
        ToneCall call = server.call(name);
        Recording here = new Recording(RATE);
        Recording there = new Recording(RTP_RATE);
        call.tap(there::add);
        MarkerVoice voice = new MarkerVoice(RATE, call.heard);
        ByteBuffer frame = ToneLine.frame();
        try (Heartbeat heart = new Heartbeat();
                RealtimeSession session =
                        client.open(
                                server.offers(name),
                                new SessionListener() {
                                    @Override
                                    public void onAudio(AudioChunk chunk) {
                                        here.add(chunk.bytes());
                                    }
                                })) {
            RtcClient.connect(session);
            heart.add(() -> session.sendAudio(voice.fill(frame)));
            session.sendEvent("{\"type\":\"bench.talk\",\"markers\":" + bursts() + "}");
            Waits.until("the model's bursts", () -> call.said.begun() >= bursts());
            Waits.pass(1_000);
            double[] toCaller = here.delays(call.said, SETTLE, bursts());
            voice.speak(bursts());
            Waits.until("the caller's bursts", () -> !voice.speaking());
            Waits.pass(1_000);
            double[] toModel = there.delays(call.heard, SETTLE, bursts());
            keep(round, "session.out", "mouth to ear, session to model", toModel);
            keep(round, "session.in", "mouth to ear, model to session", toCaller);
        } finally {
            Waits.until("the end of a call", () -> call.lines() == 0);
            server.forget(name);
        }
    }

    private void bare(int round) {
        Recording first = new Recording(RTP_RATE);
        Recording second = new Recording(RTP_RATE);
        MarkerLedger one = new MarkerLedger();
        MarkerLedger two = new MarkerLedger();
        try (BarePeer caller = new BarePeer(engine, first::add, text -> {});
                BarePeer called = new BarePeer(engine, second::add, text -> {});
                BarePusher pusher = new BarePusher()) {
            BarePeer.connect(caller, called);
            Halves ours = new Halves(one, bursts());
            Halves theirs = new Halves(two, bursts());
            pusher.add(
                    () -> {
                        caller.push(ours.next());
                        called.push(theirs.next());
                    });
            Waits.until("all bursts", () -> one.begun() >= bursts() && two.begun() >= bursts());
            Waits.pass(1_000);
        }
        keep(round, "bare.out", "mouth to ear, bare peers", second.delays(one, SETTLE, bursts()));
        keep(
                round,
                "bare.in",
                "mouth to ear, bare peers, other way",
                first.delays(two, SETTLE, bursts()));
    }

    /** A voice by 10 ms. */
    private static final class Halves {
        private final MarkerVoice voice;
        private final ByteBuffer whole = ToneLine.frame();
        private boolean second;

        Halves(MarkerLedger ledger, int markers) {
            voice = new MarkerVoice(RATE, ledger);
            voice.speak(markers);
        }

        ByteBuffer next() {
            if (!second) {
                voice.fill(whole);
            }
            int half = whole.capacity() / 2;
            ByteBuffer now = whole.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            now.limit(second ? 2 * half : half).position(second ? half : 0);
            second = !second;
            return now.slice().order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
