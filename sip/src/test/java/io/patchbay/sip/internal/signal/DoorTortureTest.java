package io.patchbay.sip.internal.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipDoors;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.internal.signal.TortureTest.Case;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The torture messages of RFC 4475 to a whole user agent, which declines calls. */
@Timeout(120)
class DoorTortureTest {

    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    private SipDoor door;

    static List<Case> cases() throws IOException {
        return TortureTest.cases();
    }

    @BeforeEach
    void open() throws IOException {
        door =
                SipDoors.open(
                        "torture-" + UUID.randomUUID(),
                        SipSettings.builder().build(),
                        call -> call.refuse(603, "Decline", null));
    }

    @AfterEach
    void close() {
        door.close();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void each_is_answered_as_it_should_be_and_options_after_it(Case one) throws Exception {
        assumeTrue(one.bytes().length > 0, "the messages of RFC 4475 are not here");
        InetSocketAddress to = address();
        int number = ADDRESSES.incrementAndGet();
        var local = new InetSocketAddress("127.77.2." + number, TortureTest.viaPort(one.bytes()));
        try (var socket = new DatagramSocket(local)) {
            socket.setSoTimeout(60_000);
            socket.send(new DatagramPacket(one.bytes(), one.bytes().length, to));
            byte[] options = Door.options();
            socket.send(new DatagramPacket(options, options.length, to));
            var answers = new ArrayList<String>();
            boolean alive = false;
            // the handler may decide later than OPTIONS is answered
            while (!alive || !one.wanted().equals("-") && !hasFinal(answers)) {
                String next = TortureTest.receive(socket);
                if (Door.answers(next)) {
                    alive = true;
                } else {
                    answers.add(next);
                }
            }
            TortureTest.judge(one.wanted(), answers);
            assertTrue(alive);
        }
    }

    private InetSocketAddress address() {
        URI listening =
                door.listening().stream()
                        .filter(uri -> uri.toString().contains("udp"))
                        .findFirst()
                        .orElseThrow();
        SipUri uri = SipUri.parse(listening.toString());
        return new InetSocketAddress(uri.host(), uri.port());
    }

    @Test
    void hostile_and_mutated_messages_leave_no_call_behind() throws Exception {
        String invite =
                Exchange.request(
                                "INVITE",
                                "z9hG4bKm",
                                "Contact: <sip:a@127.0.0.1:5070>",
                                "Supported: 100rel, timer, replaces",
                                "Session-Expires: 1800;refresher=uac",
                                "Content-Type: application/sdp")
                        + "\nv=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\n"
                        + "m=audio 40000 RTP/AVP 0 8 101\na=rtpmap:101 telephone-event/8000\n";
        var random = new Random(HostileTest.SEED);
        try (var socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            socket.setSoTimeout(1_000);
            var messages = new ArrayList<byte[]>(HostileTest.messages());
            for (int i = 0; i < 1_000; i++) {
                String each = invite.replace("z9hG4bKm", "z9hG4bKm" + i);
                messages.add(HostileTest.mutate(HostileTest.wire(each), random));
            }
            for (int i = 0; i < messages.size(); i++) {
                byte[] bytes = messages.get(i);
                int length = Math.min(bytes.length, 65_507);
                socket.send(new DatagramPacket(bytes, length, address()));
                if (i % 20 == 0 || i == messages.size() - 1) {
                    // its answer also keeps us from running ahead of the door
                    awaitOptions(socket);
                }
            }
            // the last of them may be on their way out still
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (door.counters().calls() > 0 && System.nanoTime() < end) {
                awaitOptions(socket);
            }
            assertEquals(0, door.counters().calls());
            assertTrue(door.counters().malformed() > 100);
            assertTrue(door.counters().offered() > 100);
        }
    }

    private void awaitOptions(DatagramSocket socket) throws IOException {
        String branches = "";
        for (int attempt = 1; ; attempt++) {
            byte[] options = Door.options();
            branches += branch(Door.text(options, options.length)) + " ";
            socket.send(new DatagramPacket(options, options.length, address()));
            try {
                String next = TortureTest.receive(socket);
                while (!(Door.answers(next) && branches.contains(branch(next) + " "))) {
                    next = TortureTest.receive(socket);
                }
                return;
            } catch (SocketTimeoutException e) {
                // the system may have dropped it behind large ones
                assertTrue(attempt < 60, "no answer to OPTIONS");
            }
        }
    }

    private static String branch(String message) {
        return message.replaceAll("(?s).*branch=([^;\\s]+).*", "$1");
    }

    private static boolean hasFinal(List<String> answers) {
        return answers.stream().anyMatch(each -> !each.startsWith("SIP/2.0 1"));
    }
}
