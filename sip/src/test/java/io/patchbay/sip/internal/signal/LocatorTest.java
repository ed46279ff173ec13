package io.patchbay.sip.internal.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.sip.SipSettings.Carrier;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.naming.CommunicationException;
import javax.naming.NamingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LocatorTest {

    private static final Set<Carrier> ALL = Set.of(Carrier.values());

    private final Map<String, List<String>> zone =
            new java.util.HashMap<>(
                    Map.of(
                            "a.example.com", List.of("192.0.2.1"),
                            "b.example.com", List.of("192.0.2.2", "2001:db8::2"),
                            "example.com", List.of("192.0.2.9")));

    private boolean serversGone;

    private final Locator locator =
            new Locator(
                    new Locator.Records() {
                        @Override
                        public List<String> of(String name, String type) throws NamingException {
                            if (serversGone) {
                                throw new CommunicationException("no name server");
                            }
                            return zone.getOrDefault(type + " " + name, List.of());
                        }

                        @Override
                        public InetAddress[] addresses(String host) throws UnknownHostException {
                            List<String> found = zone.get(host);
                            if (found == null && host.matches("[0-9a-f.:]+")) {
                                found = List.of(host);
                            }
                            if (found == null) {
                                throw new UnknownHostException(host);
                            }
                            var all = new InetAddress[found.size()];
                            for (int i = 0; i < all.length; i++) {
                                all[i] = InetAddress.getByName(found.get(i));
                            }
                            return all;
                        }
                    });

    private List<String> locate(String uri) throws UnknownHostException {
        return locate(uri, ALL);
    }

    private List<String> locate(String uri, Set<Carrier> carriers) throws UnknownHostException {
        return locator.locate(SipUri.parse(uri), Carrier.UDP, carriers).stream()
                .map(
                        hop ->
                                hop.carrier()
                                        + " "
                                        + hop.address().getAddress().getHostAddress()
                                        + " "
                                        + hop.address().getPort()
                                        + " "
                                        + hop.host())
                .toList();
    }

    @Test
    void an_address_or_a_port_needs_no_records() throws Exception {
        zone.put("SRV _sip._udp.example.com", List.of("1 1 5070 a.example.com."));
        assertEquals(List.of("UDP 192.0.2.7 5060 192.0.2.7"), locate("sip:x@192.0.2.7"));
        assertEquals(List.of("TLS 192.0.2.7 5061 192.0.2.7"), locate("sips:x@192.0.2.7"));
        assertEquals(
                List.of("TCP 2001:db8:0:0:0:0:0:7 5080 2001:db8::7"),
                locate("sip:[2001:db8::7]:5080;transport=tcp"));
        assertEquals(List.of("UDP 192.0.2.9 5090 example.com"), locate("sip:x@example.com:5090"));
        assertEquals(
                List.of("UDP 192.0.2.1 5060 192.0.2.1"),
                locate("sip:x@example.com;maddr=192.0.2.1"));
    }

    @Test
    void services_are_taken_by_priority_and_certificates_name_the_domain() throws Exception {
        zone.put(
                "SRV _sips._tcp.example.com",
                List.of("20 0 5061 a.example.com.", "10 5 5071 b.example.com.", "nonsense"));
        assertEquals(
                List.of(
                        "TLS 192.0.2.2 5071 example.com",
                        "TLS 2001:db8:0:0:0:0:0:2 5071 example.com",
                        "TLS 192.0.2.1 5061 example.com"),
                locate("sip:example.com;transport=tls"));
    }

    @Test
    void pointers_choose_the_carrier_among_those_there_are() throws Exception {
        zone.put(
                "NAPTR example.com",
                List.of(
                        "20 10 \"s\" \"SIP+D2U\" \"\" u.example.com.",
                        "10 20 s SIP+D2T  t.example.com.",
                        "10 10 s SIPS+D2T  s.example.com."));
        zone.put("SRV s.example.com", List.of("1 1 5061 a.example.com."));
        zone.put("SRV t.example.com", List.of("1 1 5070 a.example.com."));
        zone.put("SRV u.example.com", List.of("1 1 5080 a.example.com."));
        assertEquals(
                List.of("TLS", "TCP", "UDP"),
                locate("sip:example.com").stream().map(hop -> hop.substring(0, 3)).toList());
        assertEquals(
                List.of("UDP 192.0.2.1 5080 example.com"),
                locate("sip:example.com", Set.of(Carrier.UDP)));
    }

    @Test
    void without_records_or_servers_the_address_serves() throws Exception {
        assertEquals(List.of("UDP 192.0.2.9 5060 example.com"), locate("sip:example.com"));
        zone.put("SRV _sip._udp.example.com", List.of("1 1 5070 gone.example.com."));
        assertEquals(List.of("UDP 192.0.2.9 5060 example.com"), locate("sip:example.com"));
        zone.put("SRV _sip._tcp.example.com", List.of("1 1 5070 a.example.com."));
        assertEquals(List.of("TCP 192.0.2.1 5070 example.com"), locate("sip:example.com"));
        serversGone = true;
        assertEquals(List.of("UDP 192.0.2.9 5060 example.com"), locate("sip:example.com"));
        assertThrows(UnknownHostException.class, () -> locate("sip:nobody.example.org"));
        assertThrows(UnknownHostException.class, () -> locate("tel:+49"));
    }

    @Test
    void equal_services_share_the_load() throws Exception {
        zone.put(
                "SRV _sip._udp.example.com",
                List.of("1 50 5060 a.example.com.", "1 50 5060 b.example.com."));
        var first = new HashSet<String>();
        for (int i = 0; i < 1_000 && first.size() < 2; i++) {
            first.add(locate("sip:example.com;transport=udp").get(0));
        }
        assertEquals(2, first.size());
    }

    @Test
    void a_name_server_is_asked() throws Exception {
        try (var server = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            var answering = new Thread(() -> answerOnce(server), "name-server");
            answering.setDaemon(true);
            answering.start();
            var records = new DnsRecords("dns://127.0.0.1:" + server.getLocalPort());
            assertEquals(
                    List.of("1 2 5070 a.example.com."), records.of("_sip._udp.example.com", "SRV"));
            answering.join(60_000);
            assertTrue(!answering.isAlive());
        }
    }

    @Test
    void a_name_that_is_none_is_not_asked_for() {
        var records = new DnsRecords("dns://127.0.0.1:9");
        for (String name : List.of("ldap://127.0.0.1/x", "a/b", "", "a b")) {
            assertThrows(
                    javax.naming.InvalidNameException.class, () -> records.of(name, "SRV"), name);
        }
    }

    private static void answerOnce(DatagramSocket server) {
        try {
            var packet = new DatagramPacket(new byte[512], 512);
            server.receive(packet);
            int questionEnd = 12;
            while (packet.getData()[questionEnd] != 0) {
                questionEnd += packet.getData()[questionEnd] + 1;
            }
            var bytes = new ByteArrayOutputStream();
            var out = new DataOutputStream(bytes);
            out.write(packet.getData(), 0, 2);
            out.writeShort(0x8580);
            out.writeShort(1);
            out.writeShort(1);
            out.writeInt(0);
            out.write(Arrays.copyOfRange(packet.getData(), 12, questionEnd + 5));
            out.writeShort(0xc00c); // the name of the question
            out.writeShort(33); // SRV
            out.writeShort(1);
            out.writeInt(60);
            var data = new ByteArrayOutputStream();
            var record = new DataOutputStream(data);
            record.writeShort(1);
            record.writeShort(2);
            record.writeShort(5070);
            for (String label : List.of("a", "example", "com")) {
                record.writeByte(label.length());
                record.write(label.getBytes(StandardCharsets.US_ASCII));
            }
            record.writeByte(0);
            out.writeShort(data.size());
            data.writeTo(out);
            byte[] answer = bytes.toByteArray();
            server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
