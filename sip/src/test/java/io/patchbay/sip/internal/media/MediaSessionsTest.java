package io.patchbay.sip.internal.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import io.patchbay.sip.SipDoors;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipSettings.Srtp;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls over real sockets on loopback, on real loops. */
@Timeout(120)
@NullUnmarked
class MediaSessionsTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int PACKETS = 500;

    private final EventLoops loops = EventLoops.create(1);
    private final SerialLoop loop = loops.next();

    @AfterEach
    void close() {
        loops.close();
    }

    private <T> T on(Callable<T> task) throws Exception {
        var done = new CompletableFuture<T>();
        loop.execute(
                () -> {
                    try {
                        done.complete(task.call());
                    } catch (Exception e) {
                        done.completeExceptionally(e);
                    }
                });
        try {
            return done.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Says a tone for ever and waits for enough frames. */
    private final class Talker implements MediaSession.Listener {
        private final MediaSession session;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final ByteBuffer tone;
        private final short[] heard = new short[PACKETS * 160];
        private int frames;
        private int samples;
        private long allocatedBefore;
        private long allocated;

        Talker(SipSettings settings, int hertz) throws Exception {
            MediaRoute route = new MediaRoute(HERE, HERE, HERE, false, true);
            session = MediaSessions.open(settings, route, 8_000, loop, this);
            short[] pcm = Tones.tone(8_000, hertz, 0.02, 8_000);
            tone = ByteBuffer.allocateDirect(320).order(ByteOrder.LITTLE_ENDIAN);
            for (short sample : pcm) {
                tone.putShort(sample);
            }
        }

        void talk() {
            while (session.out().waitingMicros() < 60_000) {
                session.out().offer(tone.clear());
            }
        }

        @Override
        public void onAudio(ByteBuffer frame) {
            talk();
            frames++;
            if (frames == PACKETS / 2) {
                allocatedBefore = allocatedNow();
            }
            if (frames == PACKETS) {
                allocated = allocatedNow() - allocatedBefore;
                done.complete(null);
            }
            while (frame.hasRemaining() && samples < heard.length) {
                heard[samples++] = frame.getShort();
            }
        }

        @Override
        public void onSoundWritable() {}

        @Override
        public void onSoundSent() {}

        @Override
        public void onDtmf(char key) {}

        @Override
        public void onHold(boolean on) {}

        @Override
        public void onLost(String reason) {
            done.completeExceptionally(new AssertionError(reason));
        }
    }

    private static long allocatedNow() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    private List<Talker> talk(SipSettings settings) throws Exception {
        List<Talker> both =
                on(
                        () -> {
                            Talker a = new Talker(settings, 500);
                            Talker b = new Talker(settings, 1_000);
                            a.session.accept(b.session.answer(a.session.offer()));
                            a.talk();
                            b.talk();
                            a.session.start();
                            b.session.start();
                            return List.of(a, b);
                        });
        for (Talker talker : both) {
            talker.done.get(100, TimeUnit.SECONDS);
        }
        return both;
    }

    private void end(List<Talker> both) throws Exception {
        on(
                () -> {
                    both.forEach(talker -> talker.session.close());
                    return null;
                });
    }

    @Test
    void a_call_over_loopback_is_heard_and_costs_little_memory() throws Exception {
        SipSettings settings = SipSettings.builder().build();
        List<Talker> both = talk(settings);
        short[] heard = both.get(0).heard;
        // by energy of the tone; a busy machine may have lost some of it
        double tone = Tones.amplitude(heard, 16_000, 40_000, 8_000, 1_000);
        assertTrue(tone > 4_000, "amplitude " + tone);
        assertTrue(both.get(1).session.statistics().receivedPackets() > PACKETS / 2);
        long bytes = both.get(0).allocated / (PACKETS / 2);
        System.out.println("a loop with two calls allocates " + bytes + " bytes in 20 ms");
        // the sockets' 280 a packet of two calls, and four timers: no payload, no frame
        assertTrue(bytes < 6_000, bytes + " bytes in 20 ms");
        end(both);
    }

    @Test
    void an_encrypted_call_over_loopback_is_heard() throws Exception {
        SipSettings settings = SipSettings.builder().srtp(Srtp.REQUIRED).build();
        List<Talker> both = talk(settings);
        double tone = Tones.amplitude(both.get(1).heard, 16_000, 40_000, 8_000, 500);
        assertTrue(tone > 4_000, "amplitude " + tone);
        end(both);
    }

    @Test
    void ports_are_pairs_from_the_range_until_none_is_left() throws Exception {
        int free;
        try (DatagramSocket probe = new DatagramSocket(0, HERE)) {
            free = Math.min(65_000, probe.getLocalPort() + 1 & ~1);
        }
        SipSettings settings =
                SipSettings.builder().minMediaPort(free).maxMediaPort(free + 7).build();
        List<Talker> open = new ArrayList<>();
        MediaException none =
                on(
                        () ->
                                assertThrows(
                                        MediaException.class,
                                        () -> {
                                            for (int i = 0; i < 5; i++) {
                                                open.add(new Talker(settings, 500));
                                            }
                                        }));
        assertEquals(503, none.status());
        assertTrue(!open.isEmpty() && open.size() <= 4, open.size() + " were open");
        for (Talker talker : open) {
            int port = Party.address(talker.session.offer()).getPort();
            assertTrue(port >= free && port < free + 8 && port % 2 == 0, "port " + port);
        }
        end(open);
        // without the native transport a port is free when the loop has looked at its sockets
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!on(() -> opens(settings))) {
            assertTrue(System.nanoTime() < until, "no port was given back");
        }
    }

    private boolean opens(SipSettings settings) throws Exception {
        try {
            new Talker(settings, 500).session.close();
            return true;
        } catch (MediaException e) {
            return false;
        }
    }

    @Test
    void a_range_without_a_pair_and_codecs_that_nobody_has_are_errors() throws Exception {
        SipSettings narrow =
                SipSettings.builder().minMediaPort(40_001).maxMediaPort(40_001).build();
        assertEquals(
                503,
                on(() -> assertThrows(MediaException.class, () -> new Talker(narrow, 1))).status());
        SipSettings unknown = SipSettings.builder().codecs(List.of("speex")).build();
        MediaException e =
                on(() -> assertThrows(MediaException.class, () -> new Talker(unknown, 1)));
        assertEquals(500, e.status());
        assertTrue(e.getMessage().contains("speex"), e.getMessage());
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> SipDoors.open("unknown codecs", unknown, call -> {}));
        assertEquals("codecs: none can be had: there is no codec speex", refused.getMessage());
    }
}
