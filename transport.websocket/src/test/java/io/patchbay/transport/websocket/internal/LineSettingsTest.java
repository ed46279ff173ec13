package io.patchbay.transport.websocket.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.Settings;
import io.patchbay.net.line.LineSettings;
import io.patchbay.net.websocket.WebSocketSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineSettingsTest {

    @Test
    void nothing_set_is_nets_own_defaults() {
        LineSettings settings = LineSettings.read(Settings.EMPTY);
        WebSocketSettings defaults = WebSocketSettings.defaults();
        assertEquals(defaults, settings.connection());
        assertTrue(settings.client().proxy().isEmpty());
        assertFalse(settings.client().allowPlain());
    }

    @Test
    void every_setting_is_heeded() {
        LineSettings settings =
                LineSettings.read(
                        Settings.of(
                                Map.of(
                                        "pingIntervalMillis", 1_000,
                                        "peerTimeoutMillis", "2000",
                                        "closeTimeoutMillis", 3,
                                        "maxMessageBytes", 4_096,
                                        "maxPendingBytes", 100_000,
                                        "allowPlain", true,
                                        "proxy", "http://proxy.example:3128")));
        assertEquals(Duration.ofSeconds(1), settings.connection().pingInterval());
        assertEquals(Duration.ofSeconds(2), settings.connection().peerTimeout());
        assertEquals(Duration.ofMillis(3), settings.connection().closeTimeout());
        assertEquals(4_096, settings.connection().maxMessageBytes());
        assertEquals(100_000, settings.connection().maxPendingBytes());
        assertTrue(settings.client().allowPlain());
        assertEquals("proxy.example", settings.client().proxy().orElseThrow().host());
    }

    @ParameterizedTest
    @CsvSource({
        "pingIntervalMillis, soon",
        "peerTimeoutMillis, -1",
        "maxMessageBytes, 10",
        "maxPendingBytes, 10",
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

    @Test
    void a_file_that_is_no_key_store_is_said_to_be_none(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("trust.p12"), "not a store");
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                LineSettings.read(
                                        Settings.of(
                                                Map.of(
                                                        "trustStore",
                                                        file.toString(),
                                                        "trustStorePassword",
                                                        "hush"))));
        assertTrue(e.toString().contains("cannot be read as a key store"), e.toString());
        assertFalse(e.toString().contains("hush"), e.toString());
    }
}
