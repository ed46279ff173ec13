package io.patchbay.transport.webrtc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.Settings;
import io.patchbay.rtc.IceServer;
import io.patchbay.rtc.RtcSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineSettingsTest {

    @Test
    void nothing_set_is_the_links_own_defaults() {
        LineSettings settings = LineSettings.read(Settings.EMPTY);
        assertEquals(RtcSettings.defaults().withSendAhead(1_000, 200), settings.link());
        assertEquals(Duration.ofSeconds(5), settings.readyTimeout());
        assertFalse(settings.client().allowPlain());
    }

    @Test
    void every_setting_is_heeded() {
        LineSettings settings =
                LineSettings.read(
                        Settings.of(
                                Map.ofEntries(
                                        Map.entry("iceServers", "stun:s:1, turn:t:2?transport=tcp"),
                                        Map.entry("iceUser", "me"),
                                        Map.entry(".icePassword", "hush"),
                                        Map.entry("relayOnly", true),
                                        Map.entry("minPort", 5_000),
                                        Map.entry("maxPort", 5_100),
                                        Map.entry("devices", true),
                                        Map.entry("sendAheadMillis", 500),
                                        Map.entry("trimAboveMillis", 0),
                                        Map.entry("maxPendingText", 70_000),
                                        Map.entry("graceMillis", 100),
                                        Map.entry("offerTimeoutMillis", 1),
                                        Map.entry("answerTimeoutMillis", 2),
                                        Map.entry("pathTimeoutMillis", 3),
                                        Map.entry("readyTimeoutMillis", 0),
                                        Map.entry("allowPlain", true))));
        RtcSettings link = settings.link();
        IceServer turn = link.iceServers().get(1);
        assertEquals(IceServer.stun("stun:s:1"), link.iceServers().get(0));
        assertEquals(List.of("turn:t:2?transport=tcp"), turn.urls());
        assertEquals("me", turn.user());
        assertTrue(link.relayOnly());
        assertEquals(5_000, link.minPort());
        assertEquals(5_100, link.maxPort());
        assertTrue(link.devices());
        assertEquals(500, link.sendAheadMillis());
        assertEquals(0, link.trimAboveMillis());
        assertEquals(70_000, link.maxPendingText());
        assertEquals(Duration.ofMillis(100), link.grace());
        assertEquals(Duration.ofMillis(1), settings.offerTimeout());
        assertEquals(Duration.ofMillis(2), settings.answerTimeout());
        assertEquals(Duration.ofMillis(3), settings.pathTimeout());
        assertEquals(Duration.ZERO, settings.readyTimeout());
        assertTrue(settings.client().allowPlain());
    }

    @ParameterizedTest
    @CsvSource({
        "iceServers, http://nowhere",
        "iceServers, turn:without:1",
        "relayOnly, maybe",
        "relayOnly, true",
        "minPort, 5000",
        "maxPort, 70000",
        "devices, yes",
        "sendAheadMillis, 10",
        "trimAboveMillis, -1",
        "maxPendingText, 10",
        "graceMillis, -1",
        "offerTimeoutMillis, 0",
        "readyTimeoutMillis, soon",
        "allowPlain, maybe",
        "proxy, socks://hush:hush@nowhere",
        "trustStore, /nowhere/at/all.p12"
    })
    void a_wrong_setting_is_named(String name, String value) {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> LineSettings.read(Settings.of(Map.of(name, value))));
        assertTrue(e.toString().contains("'" + name + "'"), e.toString());
        assertFalse(e.toString().contains("hush"), e.toString());
    }
}
