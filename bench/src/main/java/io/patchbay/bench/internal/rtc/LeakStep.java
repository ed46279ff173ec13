package io.patchbay.bench.internal.rtc;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionState;
import io.patchbay.bench.internal.client.Results;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * What is left of calls that are over (RULES 55): both ends in this JVM, sound both ways, four at a
 * time. Heap, resident memory, threads and files after a warm-up, beside the same time without
 * calls.
 */
final class LeakStep {

    private static final int TOGETHER = 4;
    private static final int RATE = 24_000;

    /** A fifth of the looks come before those that count. */
    private static final int WARM_UP = 5;

    private final RtcPlan plan;
    private final Results results;
    private final Consumer<String> told;

    LeakStep(RtcPlan plan, Results results, Consumer<String> told) {
        this.plan = plan;
        this.results = results;
        this.told = told;
    }

    void run() throws IOException {
        int every = Math.max(TOGETHER, plan.calls() / plan.samples());
        Looks calls = new Looks();
        Looks still = new Looks();
        try (ToneServer server = ToneServer.start();
                RtcClient client = new RtcClient();
                Heartbeat heart = new Heartbeat()) {
            int made = 0;
            int warm = plan.calls() / WARM_UP;
            long begun = System.nanoTime();
            int counted = 0;
            while (made < plan.calls()) {
                int until = Math.min(plan.calls(), made + every);
                while (made < until) {
                    int together = Math.min(TOGETHER, until - made);
                    calls(server, client, heart, made, together);
                    made += together;
                }
                if (made > warm) {
                    if (counted++ == 0) {
                        begun = System.nanoTime();
                    }
                    told.accept("  after " + made + " calls: " + calls.take(made));
                } else {
                    told.accept("  after " + made + " calls, warming up");
                }
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            for (int i = 0; i < counted; i++) {
                Waits.pass((long) (seconds * 1e3 / counted / 2));
                told.accept("  without calls: " + still.take(i * every));
            }
        }
        Looks.judge(calls, still, results);
    }

    /** Some calls at a time, from the first offer to the last thing released. */
    private static void calls(
            ToneServer server, RtcClient client, Heartbeat heart, int first, int count) {
        List<RealtimeSession> sessions = new ArrayList<>();
        List<ToneCall> calls = new ArrayList<>();
        List<AtomicBoolean> heard = new ArrayList<>();
        MarkerVoice voice = new MarkerVoice(RATE, new MarkerLedger());
        voice.speak(Integer.MAX_VALUE);
        ByteBuffer frame = ToneLine.frame();
        for (int i = 0; i < count; i++) {
            String name = "leak-" + (first + i);
            AtomicBoolean here = new AtomicBoolean();
            heard.add(here);
            calls.add(server.call(name));
            sessions.add(
                    client.open(
                            server.offers(name),
                            new SessionListener() {
                                @Override
                                public void onAudio(AudioChunk chunk) {
                                    if (!here.get() && ToneCall.audible(chunk.bytes())) {
                                        here.set(true);
                                    }
                                }
                            }));
        }
        sessions.forEach(RtcClient::connect);
        Runnable speak =
                () -> {
                    voice.fill(frame);
                    sessions.forEach(session -> session.sendAudio(frame.duplicate()));
                };
        // the model answers before the caller speaks: speech would cut it off
        sessions.forEach(session -> session.sendEvent(SessionCrowd.talk(1)));
        Waits.until("all hear", () -> heard.stream().allMatch(AtomicBoolean::get));
        heart.add(speak);
        Waits.until(
                "all are heard", () -> calls.stream().allMatch(call -> call.firstSoundAt() != 0));
        heart.remove(speak);
        sessions.forEach(RealtimeSession::close);
        Waits.until(
                "all are over",
                () ->
                        sessions.stream().allMatch(one -> one.state() == SessionState.CLOSED)
                                && calls.stream().allMatch(call -> call.lines() == 0));
        for (int i = 0; i < count; i++) {
            server.forget("leak-" + (first + i));
        }
    }
}
