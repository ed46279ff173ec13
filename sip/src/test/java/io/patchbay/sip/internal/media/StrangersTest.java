package io.patchbay.sip.internal.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.sip.SipSettings;
import io.patchbay.sip.VirtualLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sound is taken from the far end alone, and sent to nobody else. */
@NullUnmarked
class StrangersTest {

    private static final int RATE = 8_000;
    private static final String US = "203.0.113.5";

    private final VirtualLoop loop = new VirtualLoop();
    private final VirtualNetwork network = new VirtualNetwork(loop);
    private final SipSettings settings = SipSettings.builder().build();
    private Party we;
    private InetSocketAddress ours;

    @BeforeEach
    void connect() throws Exception {
        we = new Party(loop, network, US, "198.51.100.20", settings);
        we.session.start();
    }

    private void offered(String host, int port) throws Exception {
        ours =
                Party.address(
                        we.session.answer(
                                "v=0\r\no=- 1 1 IN IP4 1.1.1.1\r\ns=-\r\nc=IN IP4 "
                                        + host
                                        + "\r\nt=0 0\r\nm=audio "
                                        + port
                                        + " RTP/AVP 0\r\n"));
    }

    private static InetSocketAddress at(String host, int port) throws Exception {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    private byte[] packet(int type, int sequence, int ssrc, int level) {
        byte[] packet = new byte[172];
        RtpHeader.write(packet, type, false, sequence, 160 * sequence, ssrc);
        Arrays.fill(packet, 12, 172, (byte) level);
        return packet;
    }

    /** Twenty packets a stream has, beginning anywhere. */
    private void talk(InetSocketAddress from, int ssrc, int first, int packets) {
        for (int i = 0; i < packets; i++) {
            network.send(from, ours, packet(0, first + i, ssrc, 0x80), false);
            loop.advance(Duration.ofMillis(20));
        }
    }

    private long received() {
        return we.session.statistics().receivedPackets();
    }

    private int sentTo(InetSocketAddress to) {
        return network.sentTo(to).size();
    }

    @Test
    void nothing_is_sent_to_where_a_strangers_description_points() throws Exception {
        offered("192.0.2.1", 49_170);
        loop.advance(Duration.ofSeconds(20));
        assertEquals(0, network.sent().size());
        we.session.close();
        assertEquals(0, network.sent().size());
    }

    @Test
    void once_sound_comes_from_there_it_is_sent_there() throws Exception {
        offered("192.0.2.1", 49_170);
        talk(at("192.0.2.1", 49_170), 1, 10, 50);
        assertEquals(50, received());
        int sent = sentTo(at("192.0.2.1", 49_170));
        assertTrue(sent >= 48, sent + " were sent");
    }

    @Test
    void the_network_of_the_signalling_is_sent_to_at_once() throws Exception {
        offered("198.51.100.77", 5_000);
        loop.advance(Duration.ofSeconds(1));
        assertEquals(51, sentTo(at("198.51.100.77", 5_000)), 1);
    }

    @Test
    void behind_a_translation_it_is_sent_to_where_sound_comes_from() throws Exception {
        offered("10.0.0.5", 6_000);
        InetSocketAddress outside = at("198.51.100.20", 31_234);
        talk(outside, 9, 100, 50);
        assertEquals(48, received(), "the first two only make it believed");
        int sent = sentTo(outside);
        assertTrue(sent >= 46, sent + " were sent");
        assertEquals(0, sentTo(at("10.0.0.5", 6_000)));
    }

    @Test
    void a_stranger_is_not_heard_and_not_sent_to() throws Exception {
        offered("198.51.100.21", 6_000);
        talk(at("192.0.2.66", 7_000), 9, 100, 50);
        assertEquals(0, received());
        assertEquals(0, sentTo(at("192.0.2.66", 7_000)));
        assertEquals(50, we.session.statistics().droppedPackets());
    }

    @Test
    void behind_a_proxy_and_a_translation_the_first_who_talks_is_heard() throws Exception {
        offered("10.0.0.5", 6_000);
        InetSocketAddress outside = at("192.0.2.44", 31_234);
        talk(outside, 9, 100, 50);
        assertEquals(41, received(), "ten in a row make it believed");
        assertTrue(sentTo(outside) >= 39, sentTo(outside) + " were sent");
        // and nobody else after it
        InetSocketAddress thief = at("192.0.2.66", 7_000);
        for (int i = 0; i < 50; i++) {
            network.send(outside, ours, packet(0, 150 + i, 9, 0x80), false);
            network.send(thief, ours, packet(0, 150 + i, 9, 0x80), false);
            loop.advance(Duration.ofMillis(20));
        }
        assertEquals(91, received());
        assertEquals(0, sentTo(thief));
        // but for one from where the signalling comes from
        talk(at("198.51.100.20", 5_555), 11, 100, 20);
        assertTrue(sentTo(at("198.51.100.20", 5_555)) >= 15);
    }

    @Test
    void a_host_that_nobody_named_must_come_soon() throws Exception {
        offered("10.0.0.5", 6_000);
        loop.advance(Duration.ofSeconds(31));
        talk(at("192.0.2.44", 31_234), 9, 100, 50);
        assertEquals(0, received());
        assertEquals(0, sentTo(at("192.0.2.44", 31_234)));
    }

    @Test
    void nobody_takes_a_running_call_over() throws Exception {
        offered("198.51.100.20", 6_000);
        InetSocketAddress true_ = at("198.51.100.20", 6_000);
        InetSocketAddress thief = at("198.51.100.20", 6_666);
        talk(true_, 9, 100, 50);
        for (int i = 0; i < 500; i++) {
            network.send(true_, ours, packet(0, 150 + i, 9, 0x80), false);
            // it even knows stream and number
            network.send(thief, ours, packet(0, 150 + i, 9, 0x00), false);
            loop.advance(Duration.ofMillis(20));
        }
        assertEquals(550, received());
        assertEquals(0, sentTo(thief));
        short[] heard = we.heard();
        int loudest = 0;
        for (short sample : heard) {
            loudest = Math.max(loudest, Math.abs(sample));
        }
        assertTrue(loudest <= 32_124, "the thief's sound was heard");
    }

    @Test
    void the_named_address_wins_over_one_that_came_first() throws Exception {
        offered("198.51.100.20", 6_000);
        InetSocketAddress first = at("198.51.100.20", 9_999);
        talk(first, 3, 1, 10);
        assertEquals(8, received());
        talk(at("198.51.100.20", 6_000), 9, 500, 20);
        int before = sentTo(first);
        talk(first, 3, 11, 20);
        assertEquals(before, sentTo(first));
        assertEquals(8 + 19, received(), "the stream changed, and the first one is not back");
    }

    @Test
    void a_translation_that_moves_is_followed_when_the_stream_goes_on() throws Exception {
        offered("10.0.0.5", 6_000);
        talk(at("198.51.100.20", 31_234), 9, 100, 50);
        loop.advance(Duration.ofSeconds(6));
        InetSocketAddress other = at("198.51.100.20", 31_999);
        talk(other, 10, 700, 20);
        assertEquals(48, received(), "another stream is not believed");
        talk(other, 9, 450, 20);
        assertEquals(48 + 18, received());
        int sent = sentTo(other);
        assertTrue(sent >= 16, sent + " were sent");
    }

    @Test
    void a_new_description_moves_the_sound_at_once() throws Exception {
        offered("198.51.100.20", 6_000);
        talk(at("198.51.100.20", 6_000), 9, 100, 20);
        offered("198.51.100.20", 8_000);
        int before = sentTo(at("198.51.100.20", 6_000));
        talk(at("198.51.100.20", 8_000), 9, 120, 20);
        assertEquals(before, sentTo(at("198.51.100.20", 6_000)));
        assertEquals(40, received());
    }

    @Test
    void other_payloads_and_nonsense_are_dropped() throws Exception {
        offered("198.51.100.20", 6_000);
        InetSocketAddress from = at("198.51.100.20", 6_000);
        network.send(from, ours, packet(8, 1, 9, 0), false);
        network.send(from, ours, packet(111, 2, 9, 0), false);
        network.send(from, ours, new byte[0], false);
        network.send(from, ours, new byte[] {(byte) 0x80}, false);
        network.send(from, ours, new byte[2_100], false);
        loop.advance(Duration.ofMillis(50));
        assertEquals(0, received());
        assertEquals(5, we.session.statistics().droppedPackets());
    }

    @Test
    void mutilated_packets_do_no_harm() throws Exception {
        offered("198.51.100.20", 6_000);
        InetSocketAddress from = at("198.51.100.20", 6_000);
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] packet = packet(0, 100 + i & 0xFFFF, 9, random.nextInt());
            for (int change = random.nextInt(6); change > 0; change--) {
                packet[random.nextInt(16)] = (byte) random.nextInt();
            }
            if (random.nextInt(4) == 0) {
                packet = Arrays.copyOf(packet, random.nextInt(400));
            }
            network.send(from, ours, packet, false);
            loop.advance(Duration.ofMillis(7));
        }
        assertFalse(we.frames < 6_900, we.frames + " frames");
        assertTrue(we.losses.isEmpty());
        loop.advance(Duration.ofSeconds(1));
        talk(from, 9, 30_000, 100);
        int length = we.heard().length;
        assertTrue(Tones.rms(we.heard(), length - RATE, RATE / 2) > 20_000, "it hears no more");
    }

    @Test
    void a_flood_is_cut_off_and_the_call_goes_on() throws Exception {
        offered("198.51.100.20", 6_000);
        InetSocketAddress from = at("198.51.100.20", 6_000);
        for (int i = 0; i < 100; i++) {
            for (int j = 0; j < 200; j++) {
                network.send(from, ours, packet(0, 200 * i + j & 0xFFFF, 9, j), false);
            }
            loop.advance(Duration.ofMillis(20));
        }
        long received = received();
        assertTrue(received <= 600, received + " were looked at");
        assertTrue(we.session.statistics().bufferMicros() < 1_500_000);
        assertEquals(101, we.frames, 2);
        loop.advance(Duration.ofSeconds(2));
        talk(from, 9, 40_000, 100);
        assertTrue(received() > received + 90);
    }

    @Test
    void reports_of_strangers_and_nonsense_are_dropped() throws Exception {
        offered("198.51.100.20", 6_000);
        talk(at("198.51.100.20", 6_000), 9, 100, 5);
        InetSocketAddress control = at(US, ours.getPort() + 1);
        Random random = new Random(4);
        byte[] report = new byte[32];
        report[0] = (byte) 0x81;
        report[1] = (byte) 201;
        report[3] = 7;
        network.send(at("192.0.2.66", 6_001), control, report, true);
        for (int i = 0; i < 2_000; i++) {
            byte[] changed = report.clone();
            for (int change = random.nextInt(5); change > 0; change--) {
                changed[random.nextInt(32)] = (byte) random.nextInt();
            }
            network.send(
                    at("198.51.100.20", 6_001),
                    control,
                    Arrays.copyOf(changed, random.nextInt(40)),
                    true);
            loop.advance(Duration.ofMillis(5));
        }
        assertEquals(-1, we.session.statistics().farLostPackets());
        assertTrue(we.session.statistics().droppedPackets() > 500);
    }
}
