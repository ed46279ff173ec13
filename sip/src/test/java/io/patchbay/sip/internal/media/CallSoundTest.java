package io.patchbay.sip.internal.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipSettings.Srtp;
import io.patchbay.sip.VirtualLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls whose sound is agreed on, changed, held, encrypted and given up. */
@NullUnmarked
class CallSoundTest {

    private final VirtualLoop loop = new VirtualLoop();
    private final VirtualNetwork network = new VirtualNetwork(loop);
    private Party alice;
    private Party bob;

    private void parties(SipSettings ofAlice, SipSettings ofBob) throws Exception {
        alice = new Party(loop, network, "192.168.7.1", "192.168.7.2", ofAlice);
        bob =
                new Party(
                        loop,
                        network,
                        "192.168.7.2",
                        "192.168.7.1",
                        ofBob,
                        alice.session.offer(),
                        false);
        alice.session.reject();
    }

    private static SipSettings codecs(String... names) {
        return SipSettings.builder().codecs(List.of(names)).build();
    }

    private static double lastSecond(Party party, double hertz) {
        int rate = party.session.sampleRate();
        short[] heard = party.heard();
        return Tones.snr(heard, heard.length - rate, rate, rate, hertz);
    }

    @ParameterizedTest
    @CsvSource({
        "PCMU, PCMU, 8000, 8000, 30",
        "PCMA, PCMA, 8000, 8000, 30",
        "G722, G722, 16000, 16000, 25",
        "opus, opus, 16000, 16000, 12",
        "opus PCMU, opus, 16000, 16000, 12",
        "PCMU G722, G722, 8000, 16000, 20",
        "G722 PCMU, PCMU, 16000, 8000, 30"
    })
    void both_hear_each_other_in_every_codec(
            String ofAlice, String ofBob, int aliceRate, int bobRate, double atLeast)
            throws Exception {
        parties(codecs(ofAlice.split(" ")), codecs(ofBob.split(" ")));
        assertEquals(aliceRate, alice.session.sampleRate());
        assertEquals(bobRate, bob.session.sampleRate());
        Party.connect(alice, bob);
        assertEquals(ofBob, bob.session.codec());
        assertEquals(ofBob, alice.session.codec());
        alice.say(Tones.tone(aliceRate, 700, 4, 8_000));
        bob.say(Tones.tone(bobRate, 1_100, 4, 8_000));
        loop.advance(Duration.ofSeconds(3));
        assertTrue(lastSecond(bob, 700) > atLeast, lastSecond(bob, 700) + " dB");
        assertTrue(lastSecond(alice, 1_100) > atLeast, lastSecond(alice, 1_100) + " dB");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 20, 30, 40, 50, 60})
    void packets_are_as_long_as_the_far_end_asks(int millis) throws Exception {
        parties(codecs("PCMU"), codecs("PCMU"));
        String offer = alice.session.offer().replace("a=ptime:20", "a=ptime:" + millis);
        String answer = bob.session.answer(offer).replace("a=ptime:20", "a=ptime:" + millis);
        alice.session.accept(answer);
        alice.session.start();
        bob.session.start();
        alice.say(Tones.tone(8_000, 700, 5, 8_000));
        loop.advance(Duration.ofSeconds(4));
        List<VirtualNetwork.Packet> sent =
                network.sentTo(Party.address(answer)).stream()
                        .filter(packet -> packet.type() == 0)
                        .toList();
        assertEquals(12 + 8 * millis, sent.get(0).bytes().length);
        assertEquals(
                millis * 1_000_000.0,
                (sent.get(sent.size() - 1).nanos() - sent.get(0).nanos()) / (sent.size() - 1.0),
                1);
        assertEquals(8 * millis, sent.get(1).stamp() - sent.get(0).stamp());
        assertTrue(lastSecond(bob, 700) > 30, lastSecond(bob, 700) + " dB");
        assertEquals(0, bob.session.statistics().concealedMicros());
    }

    @Test
    void a_new_offer_changes_the_codec_in_mid_call() throws Exception {
        parties(codecs("PCMU", "G722"), codecs("PCMU", "G722"));
        Party.connect(alice, bob);
        alice.say(Tones.tone(8_000, 700, 9, 8_000));
        loop.advance(Duration.ofSeconds(2));
        String offer = bob.session.offer().replace("RTP/AVP 0 9", "RTP/AVP 9");
        bob.session.accept(alice.session.answer(offer));
        assertEquals("G722", alice.session.codec());
        assertEquals("G722", bob.session.codec());
        assertEquals(8_000, bob.session.sampleRate(), "fixed for the life of the call");
        loop.advance(Duration.ofSeconds(3));
        assertTrue(lastSecond(bob, 700) > 20, lastSecond(bob, 700) + " dB");
    }

    @Test
    void hold_keeps_speech_and_resume_goes_on() throws Exception {
        parties(codecs("PCMU"), codecs("PCMU"));
        Party.connect(alice, bob);
        loop.advance(Duration.ofSeconds(1));
        bob.session.accept(alice.session.answer(bob.session.offer(true)));
        assertEquals(List.of(true), alice.holds);
        assertEquals(List.of(), bob.holds);
        int sent = network.sentTo(bobAddress()).size();
        alice.say(Tones.tone(8_000, 700, 0.1, 8_000));
        bob.say(Tones.tone(8_000, 1_100, 3, 8_000));
        loop.advance(Duration.ofSeconds(2));
        assertEquals(sent, network.sentTo(bobAddress()).size(), "sound was sent on hold");
        assertEquals(0, alice.session.out().sentMicros());
        assertTrue(lastSecond(alice, 1_100) > 30, "music of the one who holds is heard");
        bob.session.accept(alice.session.answer(bob.session.offer(false)));
        assertEquals(List.of(true, false), alice.holds);
        loop.advance(Duration.ofSeconds(1));
        assertEquals(100_000, alice.session.out().sentMicros());
        assertEquals(1, alice.sent);
    }

    private InetSocketAddress bobAddress() throws Exception {
        return new InetSocketAddress(InetAddress.getByName("192.168.7.2"), 20_002);
    }

    @Test
    void one_whom_we_hold_is_not_heard() throws Exception {
        parties(codecs("PCMU"), codecs("PCMU"));
        Party.connect(alice, bob);
        String hold = alice.session.offer(true);
        // who does not mind and goes on talking
        alice.session.accept(bob.session.answer(hold).replace("recvonly", "sendrecv"));
        bob.say(Tones.tone(8_000, 1_100, 3, 8_000));
        loop.advance(Duration.ofSeconds(2));
        assertEquals(0, Tones.rms(alice.heard(), 8_000, 8_000));
    }

    @Test
    void a_far_end_that_is_gone_is_told_once_and_not_while_held() throws Exception {
        SipSettings settings = SipSettings.builder().mediaTimeout(Duration.ofSeconds(10)).build();
        parties(settings, settings);
        Party.connect(alice, bob);
        bob.session.accept(alice.session.answer(bob.session.offer(true)));
        network.delays(p -> -1);
        loop.advance(Duration.ofSeconds(60));
        assertEquals(List.of(), alice.losses, "held");
        assertEquals(List.of(), bob.losses, "holds");
        bob.session.accept(alice.session.answer(bob.session.offer(false)));
        loop.advance(Duration.ofSeconds(9));
        assertEquals(List.of(), alice.losses);
        loop.advance(Duration.ofSeconds(20));
        assertEquals(List.of("no sound for 10 s"), alice.losses);
        assertEquals(List.of("no sound for 10 s"), bob.losses);
    }

    @Test
    void no_timeout_where_none_is_wanted() throws Exception {
        SipSettings settings = SipSettings.builder().mediaTimeout(Duration.ZERO).build();
        parties(settings, settings);
        Party.connect(alice, bob);
        network.delays(p -> -1);
        loop.advance(Duration.ofSeconds(120));
        assertEquals(List.of(), alice.losses);
    }

    @Test
    void one_who_is_muted_and_sends_reports_alone_is_there() throws Exception {
        SipSettings settings = SipSettings.builder().mediaTimeout(Duration.ofSeconds(10)).build();
        parties(settings, settings);
        Party.connect(alice, bob);
        network.delays(p -> p.control() ? 10_000 : -1);
        loop.advance(Duration.ofSeconds(60));
        assertEquals(List.of(), alice.losses);
    }

    @Test
    void before_the_start_nothing_is_sent_or_heard() throws Exception {
        parties(codecs("PCMU"), codecs("PCMU"));
        alice.session.accept(bob.session.answer(alice.session.offer()));
        alice.session.start();
        loop.advance(Duration.ofSeconds(1));
        assertEquals(0, bob.frames);
        assertEquals(0, alice.session.statistics().receivedPackets());
        bob.session.start();
        loop.advance(Duration.ofSeconds(1));
        assertEquals(51, bob.frames, 1);
    }

    @Test
    void a_closed_call_is_silent_and_says_goodbye() throws Exception {
        parties(codecs("PCMU"), codecs("PCMU"));
        Party.connect(alice, bob);
        loop.advance(Duration.ofSeconds(1));
        int before = network.sent().size();
        alice.session.close();
        alice.session.close();
        VirtualNetwork.Packet last = network.sent().get(before);
        assertTrue(last.control());
        assertEquals(203, last.bytes()[last.bytes().length - 7] & 0xFF, "BYE");
        int frames = alice.frames;
        loop.advance(Duration.ofSeconds(1));
        assertEquals(frames, alice.frames);
    }

    @Test
    void reports_tell_of_loss_and_of_the_time_there_and_back() throws Exception {
        parties(codecs("PCMU"), codecs("PCMU"));
        Party.connect(alice, bob);
        Random random = new Random(9);
        network.delays(p -> !p.control() && random.nextInt(10) == 0 ? -1 : 40_000);
        loop.advance(Duration.ofSeconds(60));
        long lost = bob.session.statistics().lostPackets();
        assertEquals(300, lost, 60);
        long told = alice.session.statistics().farLostPackets();
        assertTrue(told > 200 && told <= lost, told + " of " + lost + " were reported");
        assertEquals(80_000, alice.session.statistics().roundTripMicros(), 200);
        assertEquals(3_001, alice.session.statistics().sentPackets(), 1);
    }

    @Test
    void jitter_is_measured() throws Exception {
        parties(codecs("PCMU"), codecs("PCMU"));
        Party.connect(alice, bob);
        Random random = new Random(2);
        network.delays(p -> 10_000 + random.nextInt(20_000));
        loop.advance(Duration.ofSeconds(20));
        // the mean difference of two even spreads over 20 ms is a third of it
        assertEquals(6_667, bob.session.statistics().jitterMicros(), 2_500);
    }

    @Test
    void encrypted_calls_are_heard_and_nothing_else_is() throws Exception {
        SipSettings settings = SipSettings.builder().srtp(Srtp.REQUIRED).build();
        parties(settings, settings);
        Party.connect(alice, bob);
        assertTrue(alice.session.encrypted());
        assertTrue(bob.session.encrypted());
        alice.say(Tones.tone(8_000, 700, 4, 8_000));
        bob.say(Tones.tone(8_000, 1_100, 4, 8_000));
        loop.advance(Duration.ofSeconds(2));
        alice.session.sendDtmf("42");
        loop.advance(Duration.ofSeconds(2));
        assertTrue(Tones.snr(bob.heard(), 8_000, 8_000, 8_000, 700) > 30);
        assertTrue(Tones.snr(alice.heard(), 8_000, 8_000, 8_000, 1_100) > 30);
        assertEquals(List.of('4', '2'), bob.keys);
        VirtualNetwork.Packet packet = network.sentTo(bobAddress()).get(100);
        assertEquals(182, packet.bytes().length);
        assertNotEquals(packet.bytes()[20], packet.bytes()[21]);
        // the same again, and one that is not encrypted
        long received = bob.session.statistics().receivedPackets();
        long dropped = bob.session.statistics().droppedPackets();
        network.send(packet.from(), packet.to(), packet.bytes(), false);
        byte[] plain = new byte[172];
        RtpHeader.write(plain, 0, false, packet.sequence() + 500, packet.stamp(), 5);
        network.send(packet.from(), packet.to(), plain, false);
        alice.session.close();
        loop.advance(Duration.ofMillis(11));
        assertEquals(dropped + 2, bob.session.statistics().droppedPackets());
        assertTrue(bob.session.statistics().receivedPackets() <= received + 2);
    }

    @Test
    void reports_of_encrypted_calls_are_encrypted_and_understood() throws Exception {
        SipSettings settings = SipSettings.builder().srtp(Srtp.OPTIONAL).build();
        parties(settings, settings);
        Party.connect(alice, bob);
        loop.advance(Duration.ofSeconds(30));
        assertEquals(20_000, alice.session.statistics().roundTripMicros(), 200);
        assertEquals(0, alice.session.statistics().droppedPackets());
    }

    @Test
    void a_refresh_goes_on_with_the_same_keys() throws Exception {
        SipSettings settings = SipSettings.builder().srtp(Srtp.REQUIRED).build();
        parties(settings, settings);
        Party.connect(alice, bob);
        loop.advance(Duration.ofSeconds(1));
        bob.session.accept(alice.session.answer(bob.session.offer()));
        alice.session.accept(bob.session.answer(alice.session.offer()));
        long dropped = bob.session.statistics().droppedPackets();
        alice.say(Tones.tone(8_000, 700, 3, 8_000));
        loop.advance(Duration.ofSeconds(2));
        assertEquals(dropped, bob.session.statistics().droppedPackets());
        assertTrue(lastSecond(bob, 700) > 30);
    }

    @Test
    void an_echo_of_our_own_stream_is_heard() throws Exception {
        // such as sipp's: the same source identifier comes back
        parties(codecs("PCMU"), codecs("PCMU"));
        Party.connect(alice, bob);
        bob.session.close();
        alice.say(Tones.tone(8_000, 700, 4, 8_000));
        for (int i = 0; i < 200; i++) {
            int before = network.sent().size();
            loop.advance(Duration.ofMillis(20));
            for (VirtualNetwork.Packet packet :
                    List.copyOf(network.sent().subList(before, network.sent().size()))) {
                if (packet.to().equals(bobAddress())) {
                    network.send(packet.to(), packet.from(), packet.bytes(), false);
                }
            }
        }
        assertTrue(lastSecond(alice, 700) > 30, lastSecond(alice, 700) + " dB");
        assertFalse(alice.frames < 199);
    }

    @Test
    void a_flush_stops_what_was_to_be_said() throws Exception {
        parties(codecs("PCMU"), codecs("PCMU"));
        Party.connect(alice, bob);
        alice.session.out().offer(ByteBuffer.allocate(3_200));
        loop.advance(Duration.ofMillis(45));
        alice.session.out().flush();
        assertEquals(0, alice.session.out().waitingMicros());
        loop.advance(Duration.ofMillis(500));
        assertEquals(60_000, alice.session.out().sentMicros(), 20_000);
    }
}
