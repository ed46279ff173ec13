package io.patchbay.bench.internal.sip;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.bench.internal.client.Cost;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.bench.internal.floor.BareCaller;
import io.patchbay.bench.internal.floor.BareTrunk;
import io.patchbay.bench.internal.rtc.Steps;
import io.patchbay.bench.internal.rtc.Waits;
import io.patchbay.net.EventLoops;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipDoors;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Calls a second: INVITE, 100, 180, 200, ACK, BYE, 200, with sockets for sound bound and closed. A
 * fixed number is under way at any time; the next begins when one has ended. Our caller and our
 * callee, a bare caller and our callee, and bare peers that know no transactions.
 */
final class SetupStep {

    private static final int HANG_UP = 480;

    /** So much more often than elsewhere: all of it has to be compiled first. */
    private static final int WARM_UP = 4;

    private final SipPlan plan;
    private final Results results;
    private final Consumer<String> told;

    SetupStep(SipPlan plan, Results results, Consumer<String> told) {
        this.plan = plan;
        this.results = results;
        this.told = told;
    }

    void run() throws IOException {
        try (SipDoor callee = answering("bench-callee");
                SipDoor caller =
                        SipDoors.open(
                                "bench-caller",
                                Telephones.settings().build(),
                                call -> call.refuse(603, "it only calls", null));
                BareTrunk trunk = new BareTrunk(0, Telephones.codedMarkers());
                BareCaller bare = new BareCaller()) {
            int port = Telephones.port(callee);
            for (int round = -WARM_UP * plan.warmUps(); round < plan.rounds(); round++) {
                Cost.Cpu cpu = Cost.cpu();
                keep(round, "ours", "our caller and callee", cpu, ours(caller, callee));
                cpu = Cost.cpu();
                keep(
                        round,
                        "callee",
                        "a bare caller, our callee",
                        cpu,
                        bare.calls(port, plan.setups(), plan.together()));
                cpu = Cost.cpu();
                keep(
                        round,
                        "bare",
                        "bare peers",
                        cpu,
                        bare.calls(trunk.port(), plan.setups(), plan.together()));
            }
        }
    }

    /** A door that answers all calls at once. */
    static SipDoor answering(String name) throws IOException {
        EventLoops loops = EventLoops.shared();
        return SipDoors.open(
                name,
                Telephones.settings().build(),
                call -> {
                    SerialLoop loop = loops.next();
                    loop.execute(() -> call.take(loop, new Quiet()).answer());
                });
    }

    private void keep(int round, String id, String who, Cost.Cpu cpu, BareCaller.Fared fared) {
        double each = cpu.microsEach(plan.setups());
        double rate = fared.answered() / (fared.nanos() / 1e9);
        told.accept(
                Steps.line(
                        round,
                        who,
                        "%.0f calls/s, %.0f us CPU each, %d lost",
                        rate,
                        each,
                        fared.lost()));
        if (round >= 0) {
            results.add("setup." + id, "calls set up and ended, " + who, "calls/s", rate);
            results.add("setup." + id + ".cpu", "CPU a call, both ends, " + who, "us", each);
            results.add("setup." + id + ".lost", "calls lost, " + who, "", fared.lost());
        }
    }

    private BareCaller.Fared ours(SipDoor caller, SipDoor callee) {
        Calls calls = new Calls(caller, callee);
        long begun = System.nanoTime();
        for (int i = 0; i < Math.min(plan.together(), plan.setups()); i++) {
            calls.next();
        }
        Waits.until("the end of all calls", () -> calls.ended.get() == plan.setups());
        int answered = calls.answered.get();
        return new BareCaller.Fared(answered, plan.setups() - answered, System.nanoTime() - begun);
    }

    /** Each call that ends begins the next. */
    private final class Calls {
        private final SipDoor caller;
        private final SipTarget target;
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger answered = new AtomicInteger();
        private final AtomicInteger ended = new AtomicInteger();

        Calls(SipDoor caller, SipDoor callee) {
            this.caller = caller;
            this.target = SipTarget.of(Telephones.address(callee));
        }

        void next() {
            if (begun.getAndIncrement() >= plan.setups()) {
                return;
            }
            SerialLoop loop = EventLoops.shared().next();
            loop.execute(() -> new Placed(loop));
        }

        private final class Placed implements SipCall.Listener {
            private final SipCall call;

            Placed(SerialLoop loop) {
                call = caller.call(target, loop, this);
            }

            @Override
            public void onAnswered() {
                answered.incrementAndGet();
                call.end(HANG_UP, "done");
            }

            @Override
            public void onAudio(ByteBuffer frame) {
                // nobody listens
            }

            @Override
            public void onEnded(SipEnd end) {
                ended.incrementAndGet();
                next();
            }
        }
    }

    /** Says and hears nothing. */
    static final class Quiet implements SipCall.Listener {
        @Override
        public void onAudio(ByteBuffer frame) {
            // nobody listens
        }

        @Override
        public void onEnded(SipEnd end) {
            // the caller counts
        }
    }
}
