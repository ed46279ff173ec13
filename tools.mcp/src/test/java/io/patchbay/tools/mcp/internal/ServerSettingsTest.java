package io.patchbay.tools.mcp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerSettingsTest {

    @Test
    void a_command_line_is_split_into_words_and_quotes_hold_blanks() {
        assertEquals(
                List.of("npx", "-y", "a server", "it's", ""),
                ServerSettings.words("x", "npx  -y 'a server' \"it's\" ''"));
    }

    @Test
    void no_servers_are_no_error() {
        assertEquals(List.of(), ServerSettings.all(Settings.of(Map.of("startupMillis", "5"))));
    }

    @Test
    void a_server_is_reached_in_exactly_one_way() {
        refused("needs either 'a.command' or 'a.url'", Map.of("servers", "a"));
        refused(
                "needs either 'a.command' or 'a.url'",
                Map.of("servers", "a", "a.command", "x", "a.url", "https://h/mcp"));
    }

    @Test
    void what_is_not_a_setting_is_named() {
        refused(
                "setting 'a.comand' is unknown",
                Map.of("servers", "a", "a.command", "x", "a.comand", "y"));
        refused("does not list; add 'b'", Map.of("servers", "a", "b.command", "x"));
        refused("lists 'a b'", Map.of("servers", "a b"));
        refused("quote", Map.of("servers", "a", "a.command", "run 'it"));
        refused("timeoutMillis", Map.of("servers", "a", "a.command", "x", "a.timeoutMillis", "0"));
    }

    @Test
    void plain_http_to_another_machine_has_to_be_asked_for() {
        refused("plain http", Map.of("servers", "a", "a.url", "http://tools.example/mcp"));
        assertEquals(
                "http://tools.example/mcp",
                String.valueOf(
                        ServerSettings.all(
                                        Settings.of(
                                                Map.of(
                                                        "servers", "a",
                                                        "a.url", "http://tools.example/mcp",
                                                        "a.allowInsecure", "true")))
                                .get(0)
                                .url()));
    }

    @Test
    void an_address_that_is_none_is_not_repeated() {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                ServerSettings.all(
                                        Settings.of(
                                                Map.of("servers", "a", "a.url", "ht tp:key-1"))));
        assertFalse(String.valueOf(refused.getMessage()).contains("key-1"));
    }

    private static void refused(String why, Map<String, String> settings) {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> ServerSettings.all(Settings.of(settings)));
        assertTrue(String.valueOf(refused.getMessage()).contains(why), refused.getMessage());
    }
}
