package io.patchbay.bench.internal.sip;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.bench.internal.floor.BareLoop;
import io.patchbay.bench.internal.rtc.Heartbeat;
import io.patchbay.bench.internal.rtc.MarkerLedger;
import io.patchbay.bench.internal.rtc.MarkerVoice;
import io.patchbay.bench.internal.rtc.Markers;
import io.patchbay.bench.internal.rtc.Recording;
import io.patchbay.bench.internal.rtc.Steps;
import io.patchbay.bench.internal.rtc.Waits;
import io.patchbay.net.EventLoops;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipDoors;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipState;
import io.patchbay.sip.SipTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * From mouth to ear: from the first sample of a burst that is given to the sender until it is
 * handed out at the receiver, pacing and jitter buffer included; beside packets without either.
 */
final class LatencyStep {

    /** So many bursts come before those that count: jitter buffers settle. */
    private static final int SETTLE = 10;

    private final SipPlan plan;
    private final Results results;
    private final Consumer<String> told;

    LatencyStep(SipPlan plan, Results results, Consumer<String> told) {
        this.plan = plan;
        this.results = results;
        this.told = told;
    }

    private int bursts() {
        return SETTLE + Math.max(1, plan.seconds() * 1_000 / Markers.SLOT_MILLIS);
    }

    void run() throws IOException {
        AtomicReference<End> answered = new AtomicReference<>();
        EventLoops loops = EventLoops.shared();
        try (SipDoor callee =
                        SipDoors.open(
                                "bench-latency-callee",
                                Telephones.settings().build(),
                                call -> {
                                    SerialLoop loop = loops.next();
                                    loop.execute(
                                            () -> {
                                                End end = new End(loop);
                                                end.call = call.take(loop, end);
                                                end.call.answer();
                                                answered.set(end);
                                            });
                                });
                SipDoor caller =
                        SipDoors.open(
                                "bench-latency-caller",
                                Telephones.settings().build(),
                                call -> call.refuse(603, "it only calls", null))) {
            for (int round = -plan.warmUps(); round < plan.rounds(); round++) {
                for (int turn = 0; turn < 2; turn++) {
                    if ((round + turn & 1) == 0) {
                        answered.set(null);
                        calls(round, caller, callee, answered);
                    } else {
                        bare(round);
                    }
                }
            }
        }
        added("caller to callee", "out");
        added("callee to caller", "in");
    }

    /** What a call adds to bare packets, at the median. */
    private void added(String way, String id) {
        results.figure("latency.call." + id + ".p50")
                .ifPresent(
                        with ->
                                results.figure("latency.bare.p50")
                                        .ifPresent(
                                                without ->
                                                        results.add(
                                                                "latency.added." + id,
                                                                "added from mouth to ear, " + way,
                                                                "ms",
                                                                with.median() - without.median())));
    }

    /** One end of a call. */
    private static final class End implements SipCall.Listener {
        private final SerialLoop loop;
        private final Recording heard = new Recording(Telephones.RATE);
        private final MarkerLedger said = new MarkerLedger();
        private final MarkerVoice voice = new MarkerVoice(Telephones.RATE, said);
        private final ByteBuffer frame = ByteBuffer.allocate(Telephones.FRAME_BYTES);
        private volatile SipCall call;

        @SuppressWarnings("NullAway.Init") // set as soon as there is a call
        End(SerialLoop loop) {
            this.loop = loop;
        }

        /** On the heart's thread, which says when 20 ms of speech are there. */
        void speak() {
            loop.execute(() -> call.out().offer(voice.fill(frame)));
        }

        @Override
        public void onAudio(ByteBuffer sound) {
            heard.add(sound);
        }

        @Override
        public void onEnded(SipEnd end) {
            // both ends wait for the state
        }
    }

    private void calls(int round, SipDoor caller, SipDoor callee, AtomicReference<End> answered) {
        SerialLoop loop = EventLoops.shared().next();
        End one = new End(loop);
        one.call = caller.call(SipTarget.of(Telephones.address(callee)), loop, one);
        Waits.until("a call", () -> answered.get() != null && one.call.state() == SipState.UP);
        End other = Objects.requireNonNull(answered.get());
        try (Heartbeat heart = new Heartbeat()) {
            one.voice.speak(bursts());
            other.voice.speak(bursts());
            heart.add(one::speak);
            heart.add(other::speak);
            Waits.until(
                    "all bursts",
                    () -> one.said.begun() >= bursts() && other.said.begun() >= bursts());
            Waits.pass(1_000);
        }
        one.call.end(480, "done");
        Waits.until("the end of a call", () -> other.call.state() == SipState.ENDED);
        keep(
                round,
                "call.out",
                "mouth to ear, caller to callee",
                other.heard.delays(one.said, SETTLE, bursts()));
        keep(
                round,
                "call.in",
                "mouth to ear, callee to caller",
                one.heard.delays(other.said, SETTLE, bursts()));
    }

    private void bare(int round) throws IOException {
        MarkerLedger said = new MarkerLedger();
        MarkerVoice voice = new MarkerVoice(Telephones.RATE, said);
        voice.speak(bursts());
        Recording heard = new Recording(Telephones.RATE);
        ByteBuffer frame = ByteBuffer.allocate(Telephones.FRAME_BYTES);
        try (BareLoop loop = new BareLoop(heard::add);
                Heartbeat heart = new Heartbeat()) {
            heart.add(() -> loop.send(voice.fill(frame)));
            Waits.until("all bursts", () -> said.begun() >= bursts());
            Waits.pass(1_000);
        }
        keep(round, "bare", "mouth to ear, bare packets", heard.delays(said, SETTLE, bursts()));
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
}
