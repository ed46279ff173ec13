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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** From the offer until each end hears the other, beside two bare peers in one JVM. */
final class ConnectStep {

    private static final int RATE = 24_000;

    private final RtcPlan plan;
    private final RtcEngine engine;
    private final Results results;
    private final Consumer<String> told;
    private final AtomicInteger names = new AtomicInteger();

    /** Milliseconds from the beginning to standing, to sound at the far end, to sound here. */
    private record Times(double stands, double there, double here) {}

    ConnectStep(RtcPlan plan, RtcEngine engine, Results results, Consumer<String> told) {
        this.plan = plan;
        this.engine = engine;
        this.results = results;
        this.told = told;
    }

    void run() throws IOException {
        try (ToneServer server = ToneServer.startDeaf(0);
                RtcClient client = new RtcClient()) {
            for (int round = -plan.warmUps(); round < plan.rounds(); round++) {
                for (int turn = 0; turn < 2; turn++) {
                    boolean session = (round + turn & 1) == 0;
                    Times[] times = new Times[plan.connects()];
                    for (int i = 0; i < times.length; i++) {
                        times[i] = session ? session(server, client) : bare();
                    }
                    keep(round, session ? "session" : "bare", times);
                }
            }
        }
    }

    private void keep(int round, String who, Times[] times) {
        double stands = median(Arrays.stream(times).mapToDouble(Times::stands).toArray());
        double there = median(Arrays.stream(times).mapToDouble(Times::there).toArray());
        double here = median(Arrays.stream(times).mapToDouble(Times::here).toArray());
        told.accept(
                Steps.line(
                        round,
                        "connect, " + who,
                        "%.1f ms, first sound there %.1f, here %.1f",
                        stands,
                        there,
                        here));
        if (round >= 0) {
            String name = who.equals("bare") ? "bare peers" : "full session";
            results.add("connect." + who, "connect, " + name, "ms", stands);
            results.add(
                    "connect." + who + ".there",
                    "first sound at the far end, " + name,
                    "ms",
                    there);
            results.add("connect." + who + ".here", "first sound back, " + name, "ms", here);
        }
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    private Times session(ToneServer server, RtcClient client) {
        String name = "connect-" + names.incrementAndGet();
        ToneCall call = server.call(name);
        AtomicLong here = new AtomicLong();
        MarkerVoice voice = new MarkerVoice(RATE, new MarkerLedger());
        voice.speak(Integer.MAX_VALUE);
        ByteBuffer frame = ToneLine.frame();
        try (Heartbeat heart = new Heartbeat();
                RealtimeSession session =
                        client.open(
                                server.offers(name),
                                new SessionListener() {
                                    @Override
                                    public void onAudio(AudioChunk chunk) {
                                        if (here.get() == 0 && ToneCall.audible(chunk.bytes())) {
                                            here.set(System.nanoTime());
                                        }
                                    }
                                })) {
            long begun = System.nanoTime();
            RtcClient.connect(session);
            final long stands = System.nanoTime();
            heart.add(() -> session.sendAudio(voice.fill(frame)));
            session.sendEvent("{\"type\":\"bench.talk\",\"markers\":10}");
            Waits.until("sound both ways", () -> here.get() != 0 && call.firstSoundAt() != 0);
            return new Times(
                    (stands - begun) / 1e6,
                    (call.firstSoundAt() - begun) / 1e6,
                    (here.get() - begun) / 1e6);
        } finally {
            Waits.until("the end of a call", () -> call.lines() == 0);
            server.forget(name);
        }
    }

    private Times bare() {
        AtomicLong here = new AtomicLong();
        AtomicLong there = new AtomicLong();
        long begun = System.nanoTime();
        try (BarePeer caller = new BarePeer(engine, first(here), text -> {});
                BarePeer called = new BarePeer(engine, first(there), text -> {});
                BarePusher pusher = new BarePusher()) {
            BarePeer.connect(caller, called);
            long stands = System.nanoTime();
            ByteBuffer tone = tone();
            pusher.add(
                    () -> {
                        caller.push(tone.duplicate());
                        called.push(tone.duplicate());
                    });
            Waits.until("sound both ways", () -> here.get() != 0 && there.get() != 0);
            return new Times(
                    (stands - begun) / 1e6,
                    (there.get() - begun) / 1e6,
                    (here.get() - begun) / 1e6);
        }
    }

    private static Consumer<ByteBuffer> first(AtomicLong at) {
        return pcm -> {
            if (at.get() == 0 && ToneCall.audible(pcm)) {
                at.set(System.nanoTime());
            }
        };
    }

    /** 10 ms of 400 Hz, whole turns. */
    static ByteBuffer tone() {
        ByteBuffer tone = ByteBuffer.allocate(RATE / 50).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; tone.hasRemaining(); i++) {
            tone.putShort((short) (9_000 * Math.sin(2 * Math.PI * 400 * i / RATE)));
        }
        return tone.flip();
    }
}
