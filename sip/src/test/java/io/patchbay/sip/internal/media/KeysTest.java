package io.patchbay.sip.internal.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.sip.SipSettings;
import io.patchbay.sip.VirtualLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys in packets, both ways (RFC 4733). */
@NullUnmarked
class KeysTest {

    private static final int KEYS = 101;

    private final VirtualLoop loop = new VirtualLoop();
    private final VirtualNetwork network = new VirtualNetwork(loop);
    private final SipSettings settings = SipSettings.builder().build();
    private Party alice;
    private Party bob;

    @BeforeEach
    void connect() throws Exception {
        alice = new Party(loop, network, "192.168.7.1", "192.168.7.2", settings);
        bob = new Party(loop, network, "192.168.7.2", "192.168.7.1", settings);
        Party.connect(alice, bob);
        loop.advance(Duration.ofMillis(200));
    }

    private static List<Character> keys(String text) {
        return text.chars().mapToObj(c -> (char) c).toList();
    }

    private static boolean done(CompletionStage<Void> stage) {
        return stage.toCompletableFuture().isDone();
    }

    @Test
    void every_key_arrives_once_and_in_order() throws Exception {
        CompletionStage<Void> sent = alice.session.sendDtmf("0123456789*#ABCD");
        loop.advance(Duration.ofSeconds(2));
        assertFalse(done(sent));
        loop.advance(Duration.ofSeconds(3));
        assertTrue(done(sent));
        assertEquals(keys("0123456789*#ABCD"), bob.keys);
        assertEquals(List.of(), alice.keys);
    }

    @Test
    void a_key_is_sent_as_rfc_4733_asks() {
        alice.session.sendDtmf("5");
        loop.advance(Duration.ofMillis(400));
        List<VirtualNetwork.Packet> packets =
                network.sent().stream().filter(packet -> packet.type() == KEYS).toList();
        assertEquals(7, packets.size());
        for (int i = 0; i < packets.size(); i++) {
            VirtualNetwork.Packet packet = packets.get(i);
            assertEquals(16, packet.bytes().length);
            assertEquals(i == 0, packet.marker());
            assertEquals(packets.get(0).stamp(), packet.stamp());
            assertEquals(5, packet.bytes()[12]);
            assertEquals(i >= 4, packet.bytes()[13] < 0, "the end of packet " + i);
            assertEquals(160 * Math.min(5, i + 1), Bytes.getShort(packet.bytes(), 14));
            assertEquals(i, packet.sequence() - packets.get(0).sequence() & 0xFFFF);
        }
    }

    @Test
    void speech_that_is_due_meanwhile_is_kept() {
        alice.say(Tones.tone(8_000, 700, 0.2, 8_000));
        alice.session.sendDtmf("12");
        loop.advance(Duration.ofMillis(380));
        assertEquals(0, alice.session.out().sentMicros());
        loop.advance(Duration.ofMillis(600));
        assertEquals(200_000, alice.session.out().sentMicros());
        assertEquals(keys("12"), bob.keys);
    }

    @Test
    void a_key_of_which_one_packet_arrives_is_a_key() throws Exception {
        for (int only = 0; only < 7; only++) {
            int wanted = only;
            int[] seen = {0};
            bob.keys.clear();
            network.delays(p -> p.type() == KEYS && seen[0]++ != wanted ? -1 : 10_000);
            alice.session.sendDtmf("7");
            loop.advance(Duration.ofSeconds(1));
            assertEquals(keys("7"), bob.keys, "only packet " + only);
        }
    }

    @Test
    void keys_survive_a_third_of_all_packets_lost_and_any_order() {
        Random random = new Random(5);
        network.delays(p -> random.nextInt(3) == 0 ? -1 : random.nextInt(60_000));
        alice.session.sendDtmf("112233");
        loop.advance(Duration.ofSeconds(3));
        assertEquals(keys("112233"), bob.keys);
    }

    @Test
    void a_telephone_that_never_sets_the_marker_is_understood() throws Exception {
        Phone phone = new Phone();
        for (int i = 1; i <= 5; i++) {
            phone.key(9, i == 5, 160 * i, 50_000);
        }
        phone.key(9, true, 800, 50_000);
        phone.key(9, true, 160, 51_600);
        phone.key(4, false, 160, 53_200);
        loop.advance(Duration.ofMillis(100));
        assertEquals(keys("994"), bob.keys);
    }

    @Test
    void a_key_that_is_held_for_long_is_one() throws Exception {
        Phone phone = new Phone();
        phone.key(3, false, 160, 10_000);
        phone.key(3, false, 0xFFFF, 10_000);
        phone.key(3, false, 160, 10_000 + 0xFFFF);
        phone.key(3, true, 400, 10_000 + 0xFFFF);
        loop.advance(Duration.ofMillis(100));
        assertEquals(keys("3"), bob.keys);
    }

    @Test
    void what_is_no_key_is_ignored() throws Exception {
        Phone phone = new Phone();
        phone.key(16, false, 160, 1_000);
        phone.key(255, true, 160, 2_000);
        phone.send(KEYS, new byte[3], 3_000);
        phone.send(KEYS, new byte[0], 4_000);
        loop.advance(Duration.ofMillis(100));
        assertEquals(List.of(), bob.keys);
    }

    /** Sends what the test says from alice's address, in her place. */
    private final class Phone {
        private final InetSocketAddress from =
                new InetSocketAddress(InetAddress.getByName("192.168.7.1"), 20_000);
        private final InetSocketAddress to =
                new InetSocketAddress(InetAddress.getByName("192.168.7.2"), 20_002);
        private int sequence = 100;

        Phone() throws Exception {
            alice.session.close();
            loop.advance(Duration.ofMillis(50));
            send(0, new byte[160], 0);
            send(0, new byte[160], 160);
        }

        void key(int event, boolean end, int duration, int stamp) {
            byte[] payload = {(byte) event, (byte) (end ? 0x8A : 10), 0, 0};
            Bytes.putShort(payload, 2, duration);
            send(KEYS, payload, stamp);
        }

        void send(int type, byte[] payload, int stamp) {
            byte[] packet = new byte[12 + payload.length];
            RtpHeader.write(packet, type, false, sequence++, stamp, 4711);
            System.arraycopy(payload, 0, packet, 12, payload.length);
            network.send(from, to, packet, false);
        }
    }

    @Test
    void bad_keys_are_named() {
        assertEquals(
                "keys must be 0-9 * # A-D",
                assertThrows(IllegalArgumentException.class, () -> alice.session.sendDtmf("12x"))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> alice.session.sendDtmf(""));
        assertThrows(IllegalArgumentException.class, () -> alice.session.sendDtmf("1".repeat(65)));
    }

    @Test
    void keys_that_cannot_be_sent_fail_and_the_call_goes_on() throws Exception {
        List<String> failures = new ArrayList<>();
        alice.session.sendDtmf("123").exceptionally(e -> note(failures, e));
        // the far end holds us meanwhile
        String hold = bob.session.offer(true);
        bob.session.accept(alice.session.answer(hold));
        assertEquals(List.of("keys were not sent: the far end takes no sound now"), failures);
        alice.session.sendDtmf("4").exceptionally(e -> note(failures, e));
        assertEquals(2, failures.size());
        bob.session.accept(alice.session.answer(bob.session.offer(false)));
        CompletionStage<Void> sent = alice.session.sendDtmf("8");
        loop.advance(Duration.ofSeconds(1));
        assertTrue(done(sent));
        assertEquals(keys("8"), bob.keys.subList(bob.keys.size() - 1, bob.keys.size()));
        CompletionStage<Void> late = alice.session.sendDtmf("99");
        alice.session.close();
        assertTrue(late.toCompletableFuture().isCompletedExceptionally());
    }

    private static Void note(List<String> failures, Throwable e) {
        failures.add(e.getMessage());
        return null;
    }

    @Test
    void a_far_end_without_keys_says_so() throws Exception {
        Party carol = new Party(loop, network, "192.168.7.3", "192.168.7.4", settings);
        assertFalse(carol.session.takesDtmf());
        carol.session.answer(
                """
                v=0
                o=- 1 1 IN IP4 192.168.7.4
                s=-
                c=IN IP4 192.168.7.4
                t=0 0
                m=audio 4000 RTP/AVP 0
                """);
        carol.session.start();
        assertFalse(carol.session.takesDtmf());
        assertTrue(carol.session.sendDtmf("1").toCompletableFuture().isCompletedExceptionally());
    }
}
