package io.patchbay.sip.internal.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipSettings.Carrier;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What strangers send: the door answers OPTIONS after it, and keeps nothing. */
@Timeout(120)
class HostileTest {

    static final long SEED = 4475;

    private static final String INVITE =
            Exchange.request(
                            "INVITE",
                            "z9hG4bKh",
                            "Contact: \"A\" <sip:a@127.0.0.1;transport=udp>;q=0.5",
                            "Record-Route: <sip:p1;lr>, <sip:p2;lr>",
                            "Supported: 100rel, timer",
                            "Content-Type: application/sdp",
                            "Content-Length: 5")
                    + "\nv=0\n";

    static byte[] wire(String text) {
        return text.replace("\n", "\r\n").getBytes(UTF_8);
    }

    /** Malformed, huge, deep or endless. */
    static List<byte[]> messages() {
        var all = new ArrayList<byte[]>();
        String head = INVITE.substring(0, INVITE.indexOf("Contact"));
        for (String more :
                List.of(
                        "Content-Length: 1400000000\n\nx",
                        "Content-Length: 2147483648\n\n",
                        "Content-Length: 18446744073709551617\n\n",
                        "X: y\n".repeat(10_000) + "\n",
                        "Contact: " + "<sip:a@b>,".repeat(5_000) + "<sip:c@d>\n\n",
                        "Contact: " + "(".repeat(50_000) + "\n\n",
                        "Contact: " + "<".repeat(50_000) + "\n\n",
                        "Contact: \"" + "\\".repeat(50_000) + "\n\n",
                        "Contact: <sip:a@b" + ";x".repeat(20_000) + ">\n\n",
                        "Contact: <sip:a@b>" + ";x=\"y\"".repeat(8_000) + "\n\n",
                        "Subject: " + "z".repeat(60_000),
                        "Subject: a" + "\n b".repeat(15_000) + "\n\n",
                        "\n".repeat(3_000) + "\n\n",
                        ":\n: \n::\n\n",
                        "Via: SIP/2.0/UDP a;branch=\u0000\n\n",
                        "Require: " + "a,".repeat(20_000) + "a\n\n",
                        "Accept: " + "a/b,".repeat(12_000) + "a/b\n\n",
                        "Call-ID: again\nCall-ID: again\n\n",
                        "Content-Type: multipart/mixed;boundary=b\n\n" + "--b\n\n".repeat(5_000),
                        "Max-Forwards: 999999999999999\n\n")) {
            all.add(wire(head + more));
        }
        all.add(wire("INVITE " + "sip:".repeat(15_000) + " SIP/2.0\n\n"));
        all.add(wire("I".repeat(60_000)));
        all.add(wire("\n".repeat(20_000)));
        all.add(new byte[65_000]);
        all.add(new byte[0]);
        byte[] whole = wire(INVITE);
        for (int length = 1; length < whole.length; length += 7) {
            all.add(Arrays.copyOf(whole, length));
        }
        var random = new Random(SEED);
        for (int i = 0; i < 200; i++) {
            var noise = new byte[random.nextInt(1_500)];
            random.nextBytes(noise);
            all.add(noise);
        }
        return all;
    }

    private static void assertAnswersOptions(Door door) throws IOException {
        try (var socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            socket.setSoTimeout(1_000);
            var answer = new DatagramPacket(new byte[2_000], 2_000);
            for (int attempt = 1; ; attempt++) {
                byte[] options = Door.options();
                socket.send(new DatagramPacket(options, options.length, door.address(Carrier.UDP)));
                try {
                    socket.receive(answer);
                    break;
                } catch (java.net.SocketTimeoutException e) {
                    // the system may have dropped it behind a flood
                    assertTrue(attempt < 60, "no answer to OPTIONS");
                }
            }
            assertTrue(Door.answers(Door.text(answer.getData(), answer.getLength())));
        }
        InetSocketAddress to = door.address(Carrier.TCP);
        try (var socket = new Socket(to.getAddress(), to.getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(Door.options());
            socket.shutdownOutput();
            String said = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertTrue(Door.answers(said), said);
        }
    }

    @Test
    void hostile_datagrams_leave_nothing_behind() throws Exception {
        try (var door = new Door();
                var socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            for (byte[] message : messages()) {
                int length = Math.min(message.length, 65_507);
                socket.send(new DatagramPacket(message, length, door.address(Carrier.UDP)));
            }
            assertAnswersOptions(door);
            assertTrue(door.counters().malformed() > 0);
            // whole INVITEs among them wait for their ACK, and no other
            assertTrue(door.live() <= 4, () -> "live");
        }
    }

    @Test
    void hostile_streams_leave_nothing_behind() throws Exception {
        try (var door = new Door()) {
            InetSocketAddress to = door.address(Carrier.TCP);
            for (byte[] message : messages()) {
                try (var socket = new Socket(to.getAddress(), to.getPort())) {
                    socket.setSoTimeout(60_000);
                    socket.getOutputStream().write(message);
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // the door has cut it while we were still talking
                    assertNotNull(e.getMessage());
                }
            }
            assertAnswersOptions(door);
            assertTrue(door.live() <= 4, () -> "live");
        }
    }

    @Test
    void blanks_without_end_cost_no_more_than_their_length() {
        String blanks = " ".repeat(60_000);
        byte[] folded = wire("INVITE sip:a SIP/2.0\nSubject: a" + blanks + "b\n c" + "\n\n");
        byte[] many =
                wire(
                        "INVITE sip:a SIP/2.0\nSubject: a"
                                + (" ".repeat(200) + "\n").repeat(250)
                                + " c\n\n");
        // in quadratic time this takes many minutes
        for (int i = 0; i < 1_000; i++) {
            assertNotNull(Parsed.datagram(folded, folded.length));
            assertNotNull(Parsed.datagram(many, many.length));
        }
    }

    @Test
    void mutated_messages_are_read_or_refused_and_written_as_they_were_read() {
        var random = new Random(SEED);
        byte[] seed = wire(INVITE);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = mutate(seed, random);
            Parsed parsed = Parsed.datagram(bytes, bytes.length);
            SipMessage message = parsed == null ? null : parsed.message();
            if (message != null) {
                read++;
                byte[] once = message.toBytes();
                Parsed again = Parsed.datagram(once, once.length);
                assertNotNull(again);
                assertNotNull(again.message(), () -> "round " + new String(once, UTF_8));
                assertEquals(new String(once, UTF_8), new String(again.message().toBytes(), UTF_8));
            }
        }
        assertTrue(read > 1_000, "most mutations would be refused: " + read);
    }

    static byte[] mutate(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = (byte) "\r\n\t \"<>;,:@%\\=?".charAt(random.nextInt(15));
                case 2 -> {
                    int to = Math.min(bytes.length, at + 1 + random.nextInt(20));
                    byte[] shorter = Arrays.copyOf(bytes, bytes.length - (to - at));
                    System.arraycopy(bytes, to, shorter, at, bytes.length - to);
                    bytes = shorter.length == 0 ? seed.clone() : shorter;
                }
                default -> {
                    int length = Math.min(bytes.length - at, 1 + random.nextInt(30));
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
                    System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
                    bytes = longer;
                }
            }
        }
        return bytes;
    }

    @Test
    void mutated_streams_are_cut_or_read_in_any_pieces() {
        var random = new Random(SEED);
        byte[] seed = wire(INVITE + INVITE);
        for (int i = 0; i < 3_000; i++) {
            byte[] bytes = mutate(seed, random);
            var whole = new ArrayList<String>();
            var pieces = new ArrayList<String>();
            var first = new StreamFramer(each -> whole.add(told(each)), () -> {});
            first.read(ByteBuffer.wrap(bytes));
            var second = new StreamFramer(each -> pieces.add(told(each)), () -> {});
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(40));
                second.read(ByteBuffer.wrap(bytes, at, length));
                at += length;
            }
            assertEquals(whole, pieces);
            assertTrue(first.room() <= 65_536);
        }
    }

    private static String told(Parsed parsed) {
        SipMessage message = parsed.message();
        Refusal refusal = parsed.refusal();
        return message != null
                ? new String(message.toBytes(), UTF_8)
                : refusal == null ? "" : refusal.status() + refusal.why();
    }

    @Test
    void a_flood_of_invites_is_answered_with_503_and_the_door_lives() throws Exception {
        SipSettings settings = SipSettings.builder().invitesPerSecond(50).build();
        try (var door = new Door(settings);
                var socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            for (int i = 0; i < 5_000; i++) {
                byte[] invite = Exchange.bytes(Exchange.request("INVITE", "z9hG4bKflood" + i));
                socket.send(new DatagramPacket(invite, invite.length, door.address(Carrier.UDP)));
            }
            int live = door.live();
            assertTrue(live < 5_000, "live " + live);
            assertTrue(door.counters().refused() > 0);
            socket.setSoTimeout(60_000);
            var answer = new DatagramPacket(new byte[2_000], 2_000);
            String said = "";
            while (!said.startsWith("SIP/2.0 503")) {
                socket.receive(answer);
                said = Door.text(answer.getData(), answer.getLength());
            }
            assertTrue(said.contains("\r\nRetry-After: "), said);
            assertTrue(said.length() < 600, said);
        }
    }

    @Test
    void a_network_that_may_not_call_hears_nothing() throws Exception {
        SipSettings settings =
                SipSettings.builder().allowedSources(List.of("127.0.0.1/32")).build();
        try (var door = new Door(settings);
                var socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.9"))) {
            byte[] options = Door.options();
            socket.send(new DatagramPacket(options, options.length, door.address(Carrier.UDP)));
            InetSocketAddress to = door.address(Carrier.TCP);
            try (var stream = new Socket()) {
                stream.bind(new InetSocketAddress("127.0.0.9", 0));
                stream.connect(to);
                stream.setSoTimeout(60_000);
                assertEquals(-1, stream.getInputStream().read());
            }
            assertAnswersOptions(door);
            assertEquals(2, door.counters().refused());
            assertEquals(2, door.heard.size());
        }
    }
}
