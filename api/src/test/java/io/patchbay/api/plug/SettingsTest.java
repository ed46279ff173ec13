package io.patchbay.api.plug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SettingsTest {

    @Test
    void a_private_key_is_read_without_its_dot() {
        Settings settings = Settings.of(Map.of(".proxy", "http://u:p@host:1", "size", 3));
        assertEquals("http://u:p@host:1", settings.text("proxy", ""));
        assertEquals(Set.of("proxy", "size"), settings.names());
    }

    @Test
    void a_private_key_wins_over_the_public_one() {
        assertEquals(
                "private",
                Settings.of(Map.of(".word", "private", "word", "public")).text("word", ""));
    }

    @Test
    void what_the_container_adds_is_left_out() {
        assertEquals(Set.of(), Settings.of(Map.of("service.pid", "x", "component.id", 4L)).names());
    }

    @Test
    void values_are_not_shown() {
        assertFalse(Settings.of(Map.of(".word", "sesame")).toString().contains("sesame"));
    }

    @Test
    void a_value_of_the_wrong_shape_is_named() {
        Settings settings = Settings.of(Map.of("size", "big", "on", "maybe", "wait", "-1"));
        assertRefuses("size", () -> settings.integer("size", 1));
        assertRefuses("on", () -> settings.flag("on", true));
        assertRefuses("wait", () -> settings.millis("wait", Duration.ZERO));
    }

    @Test
    void a_private_value_of_the_wrong_shape_is_named_and_not_repeated() {
        Settings settings = Settings.of(Map.of(".size", "sesame", ".on", "sesame"));
        for (Executable read :
                List.<Executable>of(
                        () -> settings.integer("size", 1), () -> settings.flag("on", true))) {
            IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, read);
            assertFalse(refused.toString().contains("sesame"), refused.toString());
            assertNull(refused.getCause());
        }
    }

    @Test
    void what_nobody_asked_for_is_told() {
        Settings settings = Settings.of(Map.of("size", 3, "sise", 4, ".word", "sesame"));
        assertEquals(Set.of("sise", "size", "word"), settings.unread());
        settings.integer("size", 1);
        settings.text("word");
        settings.flag("on", false);
        assertEquals(Set.of("sise"), settings.unread());
        assertEquals(Set.of("on", "size", "word"), settings.asked());
        Settings.EMPTY.text("size");
        assertEquals(Set.of(), Settings.EMPTY.asked());
    }

    private static void assertRefuses(String name, Executable read) {
        String message =
                String.valueOf(assertThrows(IllegalArgumentException.class, read).getMessage());
        assertTrue(message.contains("'" + name + "'"), message);
    }
}
