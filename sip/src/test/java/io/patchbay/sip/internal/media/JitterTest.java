package io.patchbay.sip.internal.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipStatistics;
import io.patchbay.sip.VirtualLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is heard over ways that lose, delay, repeat and mix up. */
@NullUnmarked
class JitterTest {

    private static final int RATE = 8_000;
    private static final double TONE = 400;

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

    private void say(double seconds) throws Exception {
        Party.connect(alice, bob);
        alice.say(Tones.tone(RATE, TONE, seconds + 1, 8_000));
        loop.advance(Party.seconds(seconds));
    }

    /** How well the tone came through between two times. */
    private double snr(double from, double to) {
        return Tones.snr(bob.heard(), (int) (from * RATE), (int) ((to - from) * RATE), RATE, TONE);
    }

    private SipStatistics statistics() {
        return bob.session.statistics();
    }

    @Test
    void frames_come_evenly_whatever_packets_do() throws Exception {
        Random random = new Random(1);
        network.delays(p -> random.nextInt(5) == 0 ? -1 : random.nextInt(150_000));
        say(10);
        assertEquals(501, bob.frames);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 15, 30, 60, 120})
    void jitter_below_the_bound_is_not_heard(int millis) throws Exception {
        Random random = new Random(millis);
        network.delays(p -> 10_000 + random.nextInt(1_000 * millis));
        say(12);
        double snr = snr(6, 11);
        assertTrue(snr > 20, snr + " dB");
        assertTrue(statistics().lostPackets() < 12, statistics().lostPackets() + " came too late");
        assertTrue(
                statistics().bufferMicros() <= 1_000L * millis + 60_000,
                statistics().bufferMicros() + " us wait");
    }

    @Test
    void a_way_without_jitter_delays_by_little() throws Exception {
        say(5);
        assertTrue(statistics().bufferMicros() <= 60_000, statistics().bufferMicros() + " us");
        assertEquals(0, statistics().lostPackets());
        assertEquals(0, statistics().concealedMicros());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 10})
    void single_losses_are_concealed(int percent) throws Exception {
        Random random = new Random(percent);
        network.delays(p -> random.nextInt(100) < percent ? -1 : 10_000);
        say(10);
        double snr = snr(1, 9);
        double gain = Tones.amplitude(bob.heard(), RATE, 8 * RATE, RATE, TONE) / 8_000;
        assertTrue(gain > 0.9, "gain " + gain);
        assertTrue(snr > (percent == 1 ? 20 : percent == 5 ? 13 : 8), snr + " dB");
        assertTrue(statistics().lostPackets() > 0);
        long expected = statistics().lostPackets() * 20_000;
        assertEquals(expected, statistics().concealedMicros(), expected * 0.5 + 100_000);
    }

    @Test
    void what_is_made_up_fades_and_ends_in_silence() throws Exception {
        Party.connect(alice, bob);
        alice.say(Tones.tone(RATE, TONE, 10, 8_000));
        loop.advance(Duration.ofSeconds(2));
        network.delays(p -> -1);
        int from = bob.heard().length;
        loop.advance(Duration.ofSeconds(1));
        short[] heard = bob.heard();
        double early = Tones.rms(heard, from + RATE / 25, RATE / 50);
        double late = Tones.rms(heard, from + RATE / 4, RATE / 2);
        assertTrue(early > 500, "at once silent: " + early);
        assertEquals(0, late, 1, "it goes on for ever");
    }

    @Test
    void packets_out_of_order_are_put_in_order() throws Exception {
        network.delays(p -> p.number() % 4 == 1 ? 45_000 : 10_000);
        say(8);
        double snr = snr(4, 7);
        assertTrue(snr > 25, snr + " dB");
    }

    @Test
    void packets_that_come_twice_are_heard_once() throws Exception {
        network.delays(p -> 10_000);
        Party.connect(alice, bob);
        alice.say(Tones.tone(RATE, TONE, 6, 8_000));
        for (int i = 0; i < 250; i++) {
            int before = network.sent().size();
            loop.advance(Duration.ofMillis(20));
            for (VirtualNetwork.Packet packet :
                    network.sent().subList(before, network.sent().size()).stream()
                            .filter(p -> p.to().getPort() == 20_002)
                            .toList()) {
                network.send(packet.from(), packet.to(), packet.bytes(), false);
            }
        }
        double snr = snr(1, 4.5);
        assertTrue(snr > 30, snr + " dB");
        assertEquals(0, statistics().concealedMicros());
    }

    @Test
    void a_late_start_leaves_no_standing_delay() throws Exception {
        Party.connect(alice, bob);
        // the loop is busy with something else while packets come
        long[] held = {0};
        long start = loop.nanoTime();
        network.delays(
                p -> {
                    long since = (loop.nanoTime() - start) / 1_000;
                    held[0] = Math.max(10_000, 190_000 - since);
                    return held[0];
                });
        alice.say(Tones.tone(RATE, TONE, 4, 8_000));
        loop.advance(Duration.ofSeconds(4));
        assertTrue(statistics().bufferMicros() <= 80_000, statistics().bufferMicros() + " us wait");
    }

    @Test
    void a_delay_that_is_no_longer_needed_is_given_back_in_silence() throws Exception {
        Random random = new Random(3);
        Party.connect(alice, bob);
        network.delays(p -> 10_000 + random.nextInt(120_000));
        loop.advance(Duration.ofSeconds(5));
        assertTrue(statistics().bufferMicros() > 60_000, statistics().bufferMicros() + " us");
        network.delays(p -> 10_000);
        loop.advance(Duration.ofSeconds(6));
        assertTrue(statistics().bufferMicros() <= 60_000, statistics().bufferMicros() + " us");
        // and what is said then is whole
        alice.say(Tones.tone(RATE, TONE, 3, 8_000));
        loop.advance(Duration.ofSeconds(2));
        double snr = snr(11.5, 12.8);
        assertTrue(snr > 30, snr + " dB");
    }

    @Test
    void no_delay_is_above_the_bound_even_without_silence() throws Exception {
        Party.connect(alice, bob);
        alice.say(Tones.tone(RATE, TONE, 12, 8_000));
        loop.advance(Duration.ofSeconds(2));
        // for half a second nothing comes, then all of it at once
        long until = loop.nanoTime() + 500_000_000L;
        network.delays(p -> Math.max(10_000, (until - loop.nanoTime()) / 1_000));
        loop.advance(Duration.ofSeconds(1));
        assertTrue(statistics().bufferMicros() <= 260_000, statistics().bufferMicros() + " us");
        loop.advance(Duration.ofSeconds(3));
        double snr = snr(4, 5.8);
        assertTrue(snr > 30, snr + " dB");
    }

    @Test
    void a_loop_that_is_held_up_makes_up_for_it_and_drifts_not() throws Exception {
        Party.connect(alice, bob);
        alice.say(Tones.tone(RATE, TONE, 20, 8_000));
        loop.advance(Duration.ofSeconds(2));
        loop.stall(Duration.ofMillis(130));
        loop.advance(Duration.ofSeconds(2));
        int afterShort = bob.frames;
        assertEquals(4_130 / 20 + 1, afterShort, 1);
        loop.stall(Duration.ofSeconds(3));
        loop.advance(Duration.ofSeconds(2));
        assertTrue(bob.frames <= afterShort + 115, "all of the pause was made up for");
        int from = bob.heard().length - RATE;
        assertTrue(Tones.snr(bob.heard(), from, RATE, RATE, TONE) > 25);
        alice.session.out().flush();
        alice.say(new short[0]);
        loop.advance(Duration.ofSeconds(4));
        assertTrue(statistics().bufferMicros() <= 60_000, statistics().bufferMicros() + " us");
    }

    /** Sends what the test says to bob, from where he expects it. */
    private final class Talker {
        private final InetSocketAddress from;
        private final InetSocketAddress to;
        private final SoundEncoder encoder = Codec.PCMU.encoder();
        private final short[] tone = Tones.tone(RATE, TONE, 60, 8_000);
        private int said;
        private int ssrc = 1;
        private int sequence;
        private int stamp;

        Talker(int sequence, int stamp) throws Exception {
            this.sequence = sequence;
            this.stamp = stamp;
            Party.connect(alice, bob);
            alice.session.close();
            from = new InetSocketAddress(InetAddress.getByName("192.168.7.1"), 20_000);
            to = new InetSocketAddress(InetAddress.getByName("192.168.7.2"), 20_002);
        }

        void talk(int packets) {
            for (int i = 0; i < packets; i++) {
                byte[] packet = new byte[172];
                RtpHeader.write(packet, 0, false, sequence & 0xFFFF, stamp, ssrc);
                short[] part = Arrays.copyOfRange(tone, said, said + 160);
                encoder.encode(part, 160, packet, 12);
                network.send(from, to, packet, false);
                said += 160;
                sequence++;
                stamp += 160;
                loop.advance(Duration.ofMillis(20));
            }
        }
    }

    @Test
    void numbers_may_wrap() throws Exception {
        Talker talker = new Talker(65_500, -10_000);
        talker.talk(250);
        double snr = snr(0.2, 4.8);
        assertTrue(snr > 30, snr + " dB");
        assertEquals(0, statistics().lostPackets());
        assertEquals(0, statistics().concealedMicros());
    }

    @Test
    void a_pause_of_the_far_end_is_silence_and_no_loss() throws Exception {
        Talker talker = new Talker(100, 1_000);
        talker.talk(100);
        loop.advance(Duration.ofSeconds(2));
        talker.stamp += 16_000;
        talker.talk(100);
        short[] heard = bob.heard();
        assertEquals(0, Tones.rms(heard, (int) (2.4 * RATE), RATE), 1);
        assertTrue(snr(4.2, 5.8) > 30);
        assertEquals(0, statistics().lostPackets());
        assertTrue(statistics().bufferMicros() <= 60_000, statistics().bufferMicros() + " us");
    }

    @Test
    void a_far_end_whose_clock_stands_still_in_pauses_is_heard() throws Exception {
        Talker talker = new Talker(100, 1_000);
        talker.talk(100);
        loop.advance(Duration.ofSeconds(3));
        talker.talk(150);
        assertTrue(snr(5.3, 7.8) > 30);
        assertTrue(statistics().bufferMicros() <= 80_000, statistics().bufferMicros() + " us");
    }

    @Test
    void another_stream_takes_over() throws Exception {
        Talker talker = new Talker(100, 1_000);
        talker.talk(100);
        talker.ssrc = 77;
        talker.sequence = 40_000;
        talker.stamp = 987_654_321;
        talker.talk(100);
        assertTrue(snr(2.3, 3.8) > 30);
        assertTrue(statistics().lostPackets() <= 1);
    }

    @Test
    void a_stream_that_jumps_goes_on() throws Exception {
        Talker talker = new Talker(100, 1_000);
        talker.talk(100);
        talker.sequence += 20_000;
        talker.stamp += 5_000_000;
        talker.talk(100);
        assertTrue(snr(2.3, 3.8) > 30);
        talker.stamp -= 300_000;
        talker.talk(100);
        assertTrue(snr(4.3, 5.8) > 30);
    }
}
