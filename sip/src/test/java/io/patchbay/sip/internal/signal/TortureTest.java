package io.patchbay.sip.internal.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.patchbay.sip.SipSettings.Carrier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The torture messages of RFC 4475, each over a real socket, judged by what the RFC asks of a user
 * agent. They stand beside the project's folder; where they do not, this says so and is skipped.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TortureTest {

    /** Over a stream these wait for more, as they should. */
    private static final Set<String> WAIT_ON_STREAMS = Set.of("clerr", "baddn");

    private static final Pattern PORT =
            Pattern.compile("(?im)^(?:via|v)[^\\n,;]*?:(\\d+)\\s*[;,\\r]");

    /** One message and what is asked for. */
    record Case(String name, String wanted, byte[] bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    private Door door;
    private int address;

    private static Path folder() {
        Path here = Path.of("").toAbsolutePath();
        for (Path at = here; at != null; at = at.getParent()) {
            Path found = at.resolve("../shared/data/rfc4475").normalize();
            if (Files.isDirectory(found)) {
                return found;
            }
        }
        return here.resolve("rfc4475-is-not-here");
    }

    static List<Case> cases() throws IOException {
        Path folder = folder();
        if (!Files.isDirectory(folder)) {
            return List.of(new Case("absent", "", new byte[0]));
        }
        var cases = new ArrayList<Case>();
        try (Stream<String> lines = Files.lines(folder.resolve("expect.tsv"))) {
            for (String line : lines.filter(one -> !one.startsWith("#")).toList()) {
                String[] columns = line.split("\t");
                byte[] bytes = Files.readAllBytes(folder.resolve(columns[0] + ".dat"));
                cases.add(new Case(columns[0], columns[3], bytes));
            }
        }
        return cases;
    }

    @BeforeEach
    void open() throws IOException {
        door = new Door();
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void all_of_them_are_there() throws IOException {
        assumeTrue(Files.isDirectory(folder()), "the messages of RFC 4475 are not here");
        assertEquals(49, cases().size());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void over_udp(Case one) throws Exception {
        assumeTrue(one.bytes().length > 0, "the messages of RFC 4475 are not here");
        // without rport the answer goes to the port of the Via, so that is where it is sent from
        var local = new InetSocketAddress("127.77.1." + ++address, viaPort(one.bytes()));
        try (var socket = new DatagramSocket(local)) {
            socket.setSoTimeout(60_000);
            InetSocketAddress to = door.address(Carrier.UDP);
            socket.send(new DatagramPacket(one.bytes(), one.bytes().length, to));
            byte[] options = Door.options();
            socket.send(new DatagramPacket(options, options.length, to));
            var answers = new ArrayList<String>();
            String next = receive(socket);
            while (!Door.answers(next)) {
                answers.add(next);
                next = receive(socket);
            }
            judge(one.wanted(), answers);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void over_tcp(Case one) throws Exception {
        assumeTrue(one.bytes().length > 0, "the messages of RFC 4475 are not here");
        List<String> answers = overTcp(one.bytes());
        judge(WAIT_ON_STREAMS.contains(one.name()) ? "-" : one.wanted(), answers);
        if (one.name().equals("dblreq")) {
            assertTrue(answers.stream().anyMatch(each -> each.contains(" REGISTER\r\n")));
            assertTrue(answers.stream().anyMatch(each -> each.contains(" INVITE\r\n")));
        }
        List<String> after = overTcp(Door.options());
        assertEquals(1, after.size());
        assertTrue(Door.answers(after.get(0)));
    }

    private List<String> overTcp(byte[] bytes) throws IOException {
        InetSocketAddress to = door.address(Carrier.TCP);
        try (var socket = new Socket(to.getAddress(), to.getPort())) {
            socket.setSoTimeout(60_000);
            var all = new ByteArrayOutputStream();
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            socket.getInputStream().transferTo(all);
            String said = Door.text(all.toByteArray(), all.size());
            return Stream.of(said.split("(?=SIP/2\\.0 \\d{3} )"))
                    .filter(each -> !each.isBlank())
                    .toList();
        }
    }

    static int viaPort(byte[] bytes) {
        var matcher = PORT.matcher(Door.text(bytes, bytes.length));
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 5060;
    }

    static String receive(DatagramSocket socket) throws IOException {
        var packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        return Door.text(packet.getData(), packet.getLength());
    }

    static void judge(String wanted, List<String> answers) {
        List<String> statuses =
                answers.stream()
                        .map(answer -> answer.substring(8, 11))
                        .filter(status -> !status.equals("100"))
                        .toList();
        String said = "wanted " + wanted + ", said " + statuses;
        switch (wanted) {
            case "-" -> assertTrue(answers.isEmpty(), said);
            case "any", "any non-crash", "400 or lenient" -> assertFalse(statuses.isEmpty(), said);
            case "any non-400" -> {
                assertFalse(statuses.isEmpty(), said);
                assertFalse(statuses.contains("400"), said);
            }
            default -> {
                assertFalse(statuses.isEmpty(), said);
                List<String> allowed = List.of(wanted.split(" or "));
                assertTrue(allowed.contains(statuses.get(0)), said);
            }
        }
    }
}
