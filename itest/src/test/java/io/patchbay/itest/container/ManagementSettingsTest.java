package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.management.DoorKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;

/** The settings of management change while it is at work. */
class ManagementSettingsTest {

    private static final String PID = "io.patchbay.management";
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir static Path folder;

    private static Managed managed;
    private static int ranking;

    @BeforeAll
    static void start() throws Exception {
        managed = new Managed(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        managed.close();
    }

    /**
     * Waits until a configuration has been heard: all are told in the order in which they are made,
     * and that of telemetry is to be seen.
     */
    private static void configured(Map<String, Object> settings) throws Exception {
        managed.container.configure(PID, settings);
        int next = ++ranking;
        managed.container.configure("io.patchbay.telemetry", Map.of("service.ranking", next));
        Container.eventually(
                "telemetry has its ranking",
                () ->
                        managed
                                .container
                                .services("io.patchbay.api.session.SessionObserver")
                                .stream()
                                .anyMatch(it -> Integer.valueOf(next).equals(rankingOf(it))));
    }

    private static Object rankingOf(ServiceReference<?> service) {
        return service.getProperty("service.ranking");
    }

    @Test
    void the_door_opens_anew_for_settings_of_its_own_alone() throws Exception {
        configured(Map.of());
        DoorKey before = managed.key();
        ServiceReference<?> control = managed.control();

        configured(Map.of("note", "none of its business"));
        assertEquals(before, managed.key(), "the door stays open");
        assertEquals(control, managed.control(), "the same control goes on");

        configured(Map.of("token", TOKEN));
        assertTrue(managed.opened(key -> key.token().equals(TOKEN)));
        String health = managed.show("/health");
        assertTrue(health.contains("\"status\":\"up\""), health);
        assertEquals(control, managed.control(), "the door alone begins again");
        for (ServiceReference<?> service : managed.container.services(null)) {
            for (String name : service.getPropertyKeys()) {
                assertNotEquals(TOKEN, service.getProperty(name), service::toString);
            }
        }

        configured(Map.of("token", "too short"));
        assertFalse(managed.opened(key -> true), "no door with such a token");

        configured(Map.of());
        assertTrue(managed.opened(key -> !List.of(TOKEN, before.token()).contains(key.token())));
    }

    @Test
    void another_folder_for_its_state_is_taken_at_once() throws Exception {
        Path other = folder.resolve("other");
        ServiceReference<?> control = managed.control();
        configured(Map.of("state", other.toString()));
        assertFalse(managed.opened(key -> true), "the door's file has moved");
        assertTrue(Managed.opened(other.resolve(DoorKey.FILE), key -> true));
        assertNotEquals(control, managed.control());

        configured(Map.of());
        assertTrue(managed.opened(key -> true), "the door's file is back");
        assertFalse(Files.exists(other.resolve(DoorKey.FILE)));
        String plugs = managed.show("/plugs");
        assertTrue(plugs.contains(Managed.CLOCK), plugs);
    }
}
