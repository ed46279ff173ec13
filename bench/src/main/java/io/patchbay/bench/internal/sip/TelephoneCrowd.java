package io.patchbay.bench.internal.sip;

import io.patchbay.api.session.SerialLoop;
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
import java.util.ArrayList;
import java.util.List;

/** Calls of the home for SIP, without sessions: a frame that comes brings the next one to say. */
final class TelephoneCrowd implements SoundCrowd {

    private final int trunk;
    private final SipDoor door;
    private final Ears ears = new Ears(Telephones.RATE);
    private final ByteBuffer[] frames = Telephones.markers();
    private final List<One> calls = new ArrayList<>();

    TelephoneCrowd(int trunk) throws IOException {
        this.trunk = trunk;
        this.door =
                SipDoors.open(
                        "bench-crowd",
                        Telephones.settings().build(),
                        call -> call.refuse(603, "it only calls", null));
    }

    @Override
    public void connect(int count) {
        for (int i = 0; i < count; i++) {
            SerialLoop loop = EventLoops.shared().next();
            calls.add(new One(i, loop));
        }
        Waits.until(
                count + " calls",
                () -> calls.stream().allMatch(one -> one.call.state() == SipState.UP));
    }

    /** Sound that was made up for packets that did not come, in milliseconds. */
    double concealedMillis() {
        return calls.stream().mapToLong(one -> one.call.statistics().concealedMicros()).sum() / 1e3;
    }

    private final class One implements SipCall.Listener {
        private final int number;
        private final SipCall call;
        private final ByteBuffer[] mine = new ByteBuffer[frames.length];
        private int next;

        One(int number, SerialLoop loop) {
            this.number = number;
            for (int i = 0; i < frames.length; i++) {
                mine[i] = frames[i].duplicate();
            }
            call = door.call(SipTarget.of(Telephones.address(trunk)), loop, this);
        }

        @Override
        public void onAudio(ByteBuffer frame) {
            ears.hear(number, frame);
            ByteBuffer out = mine[next++ % mine.length];
            call.out().offer(out);
            out.rewind();
        }

        @Override
        public void onEnded(SipEnd end) {
            // one that ended too early is missing in what is heard
        }
    }

    @Override
    public double takeClear() {
        return ears.takeClear(calls.size());
    }

    @Override
    public void close() {
        calls.forEach(one -> one.call.end(480, "done"));
        Waits.until(
                "the end of all calls",
                () -> calls.stream().allMatch(one -> one.call.state() == SipState.ENDED));
        door.close();
    }
}
