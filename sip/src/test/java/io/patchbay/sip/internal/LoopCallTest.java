package io.patchbay.sip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.audio.PacedSound;
import io.patchbay.net.EventLoops;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipDoors;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipInvitation;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipTarget;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two doors call each other, with sound. */
class LoopCallTest {

    /** Sings a note as long as it may, and listens for another. */
    private static final class Singer implements SipCall.Listener {
        private final double note;
        private final double awaited;
        private final Owner owner = new Owner();
        private final CompletableFuture<Void> heard = new CompletableFuture<>();
        private final ByteBuffer frame = ByteBuffer.allocate(640).order(ByteOrder.LITTLE_ENDIAN);
        private @Nullable SipCall call;
        private long sample;

        Singer(double note, double awaited) {
            this.note = note;
            this.awaited = awaited;
        }

        private SipCall call() {
            return Objects.requireNonNull(call, "call");
        }

        private void sing() {
            PacedSound out = call().out();
            while (true) {
                int samples = call().sampleRate() / 50;
                frame.clear();
                for (int i = 0; i < samples; i++) {
                    double at = 2 * Math.PI * note * (sample + i) / call().sampleRate();
                    frame.putShort((short) (8_000 * Math.sin(at)));
                }
                if (!out.offer(frame.flip())) {
                    return;
                }
                sample += samples;
            }
        }

        @Override
        public void onAnswered() {
            owner.onAnswered();
            sing();
        }

        @Override
        public void onSoundWritable() {
            sing();
        }

        @Override
        public void onRinging() {
            owner.onRinging();
        }

        @Override
        public void onHold(boolean on) {
            owner.onHold(on);
        }

        @Override
        public void onDtmf(char key) {
            owner.onDtmf(key);
        }

        @Override
        public void onAudio(ByteBuffer sound) {
            ByteBuffer samples = sound.order(ByteOrder.LITTLE_ENDIAN);
            if (strength(samples, awaited) > 0.5) {
                heard.complete(null);
            }
        }

        /** Goertzel: how much of the power of a frame is at one frequency, from 0 to 1. */
        private double strength(ByteBuffer sound, double frequency) {
            int count = sound.remaining() / 2;
            double factor = 2 * Math.cos(2 * Math.PI * frequency / call().sampleRate());
            double last = 0;
            double before = 0;
            double power = 1;
            for (int i = 0; i < count; i++) {
                double value = sound.getShort(sound.position() + 2 * i);
                double now = value + factor * last - before;
                before = last;
                last = now;
                power += value * value;
            }
            double found = last * last + before * before - factor * last * before;
            return found / (power * count / 2);
        }

        @Override
        public void onEnded(SipEnd end) {
            owner.onEnded(end);
        }
    }

    @Test
    void both_ends_hear_each_other() throws Exception {
        BlockingQueue<SipInvitation> come = new LinkedBlockingQueue<>();
        try (SipDoor far = open(come::add);
                SipDoor near = open(invitation -> invitation.refuse(486, "busy", null))) {
            SerialLoop loop = EventLoops.shared().next();
            Singer caller = new Singer(700, 1_100);
            URI address = URI.create("sip:agent@" + host(far));
            CompletableFuture<SipCall> placed = new CompletableFuture<>();
            loop.execute(
                    () -> {
                        caller.call = near.call(SipTarget.of(address), loop, caller);
                        placed.complete(caller.call());
                    });
            SipInvitation invitation = Objects.requireNonNull(come.poll(60, TimeUnit.SECONDS));
            assertEquals("sip:agent@" + host(far), invitation.target());
            SerialLoop other = EventLoops.shared().next();
            Singer called = new Singer(1_100, 700);
            other.execute(
                    () -> {
                        called.call = invitation.take(other, called);
                        called.call().answer();
                    });
            assertEquals("ringing", caller.owner.next());
            assertEquals("answered", caller.owner.next());
            assertEquals("answered", called.owner.next());
            caller.heard.get(60, TimeUnit.SECONDS);
            called.heard.get(60, TimeUnit.SECONDS);
            assertEquals(1, near.counters().calls());
            assertTrue(called.call().statistics().receivedPackets() > 0);
            placed.get().end(603, "that is all");
            assertEquals(SipEnd.Cause.LOCAL, caller.owner.ended().cause());
            assertEquals(new SipEnd(SipEnd.Cause.REMOTE, 603, "that is all"), called.owner.ended());
        }
    }

    static SipDoor open(io.patchbay.sip.SipHandler handler) throws Exception {
        return SipDoors.open(
                UUID.randomUUID().toString(),
                SipSettings.builder().codecs(List.of("PCMU", "PCMA")).build(),
                handler);
    }

    static String host(SipDoor door) {
        return door.listening().get(0).getSchemeSpecificPart().split(";")[0];
    }
}
