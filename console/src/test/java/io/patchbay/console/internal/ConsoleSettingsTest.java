package io.patchbay.console.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.management.resource.Permission;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ConsoleSettingsTest {

    private static final String TOKEN = "a-token-that-is-long-enough";

    @Test
    void hosts_are_names_with_or_without_a_port() {
        ConsoleSettings settings =
                ConsoleSettings.read(Map.of("hosts", "Console.Example, b.example:8443 [::1]:80"));

        assertEquals(Set.of("console.example", "b.example:8443", "[::1]:80"), settings.hosts());
        assertFalse(settings.allowPlain());
    }

    @Test
    void a_setting_that_is_wrong_is_named_and_a_secret_is_not_shown() {
        refused(Map.of(".token", "short"), "'.token'");
        refused(Map.of(".observe-token", "with a blank in it, and long"), "'.observe-token'");
        refused(Map.of("hosts", "http://console.example"), "'hosts'");
        refused(Map.of("allow-plain", "perhaps"), "'allow-plain'");
        refused(Map.of(".token", TOKEN, ".content-token", TOKEN), "must differ");
        refused(Map.of(".content-token", TOKEN, ".observe-token", TOKEN), "must differ");
    }

    private static void refused(Map<String, Object> settings, String words) {
        String said =
                String.valueOf(
                        assertThrows(
                                        IllegalArgumentException.class,
                                        () -> ConsoleSettings.read(settings))
                                .getMessage());
        assertTrue(said.contains(words), said);
        assertFalse(said.contains(TOKEN) || said.contains("with a blank"), said);
    }

    @Test
    void settings_do_not_show_tokens() {
        assertFalse(ConsoleSettings.read(Map.of(".token", TOKEN)).toString().contains(TOKEN));
    }

    @Test
    void guesses_are_forgotten_after_a_while() {
        long[] now = {0};
        Guesses guesses = new Guesses(() -> now[0]);
        for (int i = 0; i < Guesses.MOST; i++) {
            assertFalse(guesses.isOver("a"));
            guesses.wrong("a");
        }

        assertTrue(guesses.isOver("a"));
        assertFalse(guesses.isOver("b"), "others are not meant");
        now[0] = Guesses.WINDOW_SECONDS * 1_000_000_000L;
        assertFalse(guesses.isOver("a"));
    }

    @Test
    void the_browser_that_came_first_goes_for_one_too_many() {
        Visitors visitors = new Visitors(ConsoleSettings.read(Map.of()));
        String first = visitors.admit(Permission.OBSERVE);
        boolean[] left = {false};
        visitors.browser(first).orElseThrow().onEnd(() -> left[0] = true);
        for (int i = 1; i < Visitors.MOST; i++) {
            visitors.admit(Permission.OBSERVE);
        }
        assertTrue(visitors.browser(first).isPresent());

        visitors.admit(Permission.OBSERVE);

        assertFalse(visitors.browser(first).isPresent());
        assertTrue(left[0], "and hears no more");
    }
}
