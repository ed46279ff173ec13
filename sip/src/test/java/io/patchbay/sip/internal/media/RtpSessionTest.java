package io.patchbay.sip.internal.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.sip.SipSettings;
import io.patchbay.sip.VirtualLoop;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two ends of a call on a network and a clock of the test. */
@NullUnmarked
class RtpSessionTest {

    private static final int RATE = 8_000;

    private final VirtualLoop loop = new VirtualLoop();
    private final VirtualNetwork network = new VirtualNetwork(loop);
    private final SipSettings settings = SipSettings.builder().build();
    private Party alice;
    private Party bob;

    @BeforeEach
    void connect() throws Exception {
        alice = new Party(loop, network, "192.168.7.1", "192.168.7.2", settings);
        bob = new Party(loop, network, "192.168.7.2", "192.168.7.1", settings);
    }

    @Test
    void a_tone_is_heard_as_it_was_said() throws Exception {
        Party.connect(alice, bob);
        assertEquals("PCMU", alice.session.codec());
        alice.say(Tones.tone(RATE, 700, 3, 8_000));
        loop.advance(Duration.ofSeconds(3));
        short[] heard = bob.heard();
        assertTrue(heard.length >= 2.9 * RATE, heard.length + " samples");
        double snr = Tones.snr(heard, RATE, RATE, RATE, 700);
        assertTrue(snr > 30, snr + " dB");
        assertEquals(8_000, Tones.amplitude(heard, RATE, RATE, RATE, 700), 200);
    }

    @Test
    void packets_leave_every_20_ms_without_drift_and_with_silence_between() throws Exception {
        Party.connect(alice, bob);
        loop.advance(Duration.ofSeconds(10));
        List<VirtualNetwork.Packet> sent =
                network.sent().stream()
                        .filter(p -> p.from().getAddress().getHostAddress().equals("192.168.7.1"))
                        .filter(p -> !p.control())
                        .toList();
        assertEquals(501, sent.size());
        for (int i = 1; i < sent.size(); i++) {
            assertEquals(20_000_000, sent.get(i).nanos() - sent.get(i - 1).nanos());
            assertEquals(160, sent.get(i).stamp() - sent.get(i - 1).stamp());
            assertEquals(1, sent.get(i).sequence() - sent.get(i - 1).sequence() & 0xFFFF);
            assertEquals(172, sent.get(i).bytes().length);
        }
        assertEquals(bob.frames, alice.frames);
        assertEquals(501, bob.frames);
        assertEquals(0, Tones.rms(bob.heard(), 0, 8_000), 8);
    }

    @Test
    void a_loop_that_was_held_up_finds_back_to_its_beat() throws Exception {
        Party.connect(alice, bob);
        loop.advance(Duration.ofSeconds(1));
        long beat = lastOfAlice();
        loop.stall(Duration.ofMillis(12));
        loop.advance(Duration.ofSeconds(1));
        long after = lastOfAlice();
        assertTrue(after - beat >= 980_000_000, (after - beat) + " ns");
        assertEquals(0, (after - beat) % 20_000_000);
    }

    private long lastOfAlice() {
        return network.sent().stream()
                .filter(p -> p.from().getAddress().getHostAddress().equals("192.168.7.1"))
                .filter(p -> !p.control())
                .mapToLong(VirtualNetwork.Packet::nanos)
                .max()
                .orElseThrow();
    }
}
