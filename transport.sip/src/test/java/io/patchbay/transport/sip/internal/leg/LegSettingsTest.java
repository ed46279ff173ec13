package io.patchbay.transport.sip.internal.leg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.Settings;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipSettings.Carrier;
import io.patchbay.sip.SipSettings.Srtp;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator writes, and what comes of it. */
class LegSettingsTest {

    private static LegSettings read(String... settings) {
        Map<String, String> map = new HashMap<>();
        map.put("port", "5060");
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        return LegSettings.read(Settings.of(map)).orElseThrow();
    }

    @Test
    void a_port_alone_listens_on_this_machine_and_hands_nobody_over() {
        SipSettings sip = read().sip();
        assertEquals("127.0.0.1", sip.host());
        assertEquals(5_060, sip.port());
        assertEquals(Set.of(Carrier.UDP, Carrier.TCP), sip.carriers());
        assertTrue(sip.srtp().isEmpty());
        assertFalse(sip.transferTargets().test(URI.create("sip:anna@example.org")));
        assertFalse(sip.acceptTransfers());
        assertTrue(LegSettings.read(Settings.EMPTY).isEmpty());
    }

    @Test
    void everything_can_be_said() {
        LegSettings read =
                read(
                        "host", "0.0.0.0",
                        "name", "trunk",
                        "carriers", "udp",
                        "advertised-host", "203.0.113.7",
                        "udp-ports", "40000-40999",
                        "codecs", "pcma, OPUS",
                        "srtp", "required",
                        "product", "Acme 1.0",
                        "outbound-proxy", "sip:proxy.example.org;transport=tcp",
                        "allowed-sources", "192.0.2.0/24 2001:db8::/32",
                        "calls", "30",
                        "calls-per-source", "10",
                        "invites-per-second", "5",
                        "transfer-targets", "sip:*@example.org",
                        "accept-transfers", "true",
                        "ringing", "30000",
                        "media-timeout", "0",
                        "session-seconds", "600",
                        "send-ahead", "100",
                        "max-jitter", "120",
                        "headers", "Diversion",
                        "dial-targets", "tel:+49*",
                        "dial-from", "sip:+4930123@example.org",
                        "dial-user", "trunk",
                        ".dial-password", "geheim");
        SipSettings sip = read.sip();
        assertEquals("trunk", read.name());
        assertEquals(Set.of(Carrier.UDP), sip.carriers());
        assertEquals("203.0.113.7", sip.advertisedHost().orElse(""));
        assertEquals(40_000, sip.minMediaPort());
        assertEquals(40_999, sip.maxMediaPort());
        assertEquals(List.of("PCMA", "opus"), sip.codecs());
        assertEquals(Srtp.REQUIRED, sip.srtp().orElseThrow());
        assertEquals("Acme 1.0", sip.product());
        assertEquals(List.of("192.0.2.0/24", "2001:db8::/32"), sip.allowedSources());
        assertEquals(30, sip.maxCalls());
        assertEquals(10, sip.maxCallsPerSource());
        assertEquals(5, sip.invitesPerSecond());
        assertTrue(sip.transferTargets().test(URI.create("sip:anna@example.org")));
        assertTrue(sip.acceptTransfers());
        assertEquals(Duration.ofSeconds(30), sip.ringing());
        assertEquals(Duration.ZERO, sip.mediaTimeout());
        assertEquals(Duration.ofMinutes(10), sip.sessionExpires());
        assertEquals(100, sip.sendAheadMillis());
        assertEquals(120, sip.maxJitterMillis());
        assertEquals(Set.of("diversion"), read.headers());
        assertTrue(read.outgoing().targets().test(URI.create("tel:+4930123")));
        assertEquals("geheim", Objects.requireNonNull(read.outgoing().password()).reveal());
        assertFalse((read.toString() + read.outgoing()).contains("geheim"));
    }

    @Test
    void users_come_from_settings_and_from_a_file(@TempDir Path folder) throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("users"), "# phones\n\nanna:with:colon\nbob:b0b\n");
        SipSettings sip =
                read(
                                "realm", "example.org",
                                ".user.carol", "c4r0l",
                                "users-file", file.toString())
                        .sip();
        assertEquals("example.org", sip.realm().orElse(""));
        assertEquals("with:colon", Objects.requireNonNull(sip.passwords().apply("anna")).reveal());
        assertNotNull(sip.passwords().apply("bob"));
        assertNotNull(sip.passwords().apply("carol"));
        assertNull(sip.passwords().apply("mallory"));
    }

    @Test
    void it_registers_where_it_is_told_to() {
        List<SipSettings.Registration> registrations =
                read(
                                "registration.main.address", "sip:100@pbx.example.org",
                                ".registration.main.password", "geheim",
                                "registration.spare.address", "sip:101@pbx.example.org",
                                "registration.spare.registrar", "sip:spare.example.org",
                                "registration.spare.user", "auth101",
                                ".registration.spare.password", "geheim",
                                "registration.spare.seconds", "60")
                        .sip()
                        .registrations();
        SipSettings.Registration main = registrations.get(0);
        assertEquals(URI.create("sip:pbx.example.org"), main.registrar());
        assertEquals("100", main.user());
        assertEquals(Duration.ofMinutes(5), main.expires());
        SipSettings.Registration spare = registrations.get(1);
        assertEquals(URI.create("sip:spare.example.org"), spare.registrar());
        assertEquals("auth101", spare.user());
        assertEquals(Duration.ofMinutes(1), spare.expires());
        assertFalse(registrations.toString().contains("geheim"));
    }

    @ParameterizedTest
    @CsvSource({
        "port, 70000",
        "tls-port, -1",
        "host, 0.0.0.0",
        "host, no.such.host.invalid",
        "carriers, sctp",
        "carriers, tls",
        "tls-keystore, /no/such/file",
        "tls-trust, /no/such/file",
        "udp-ports, 9-8",
        "codecs, G729",
        "srtp, maybe",
        "outbound-proxy, example.org",
        "allowed-sources, example.org",
        "calls, 0",
        "calls-per-source, 0",
        "invites-per-second, many",
        "transfer-targets, example.org",
        "dial-targets, example.org",
        "dial-from, 123",
        "dial-user, anna",
        "accept-transfers, yes",
        "ringing, 1",
        "media-timeout, -1",
        "session-seconds, 60",
        "send-ahead, 10",
        "max-jitter, 10",
        "headers, Authorization",
        "realm, example.org",
        "users-file, /no/such/file",
        "user.anna, ''",
        "registration.main.password, geheim",
        "registration.main.colour, red",
        "product, 'a\tb'",
    })
    void a_wrong_value_is_refused_by_its_name(String name, String value) {
        String[] more =
                name.equals("tls-keystore")
                        ? new String[] {name, value, "carriers", "tls"}
                        : new String[] {name, value};
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> read(more));
        String message = String.valueOf(refused.getMessage());
        String shown =
                Map.of(
                                "carriers", value.equals("tls") ? "tls-keystore" : "carriers",
                                "dial-user", "dial-password",
                                "registration.main.password", "registration.main.address")
                        .getOrDefault(name, name);
        assertTrue(message.contains(shown), message);
        assertFalse(message.contains("geheim"), message);
    }
}
