package io.patchbay.agents.concierge.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.tool.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeskTest {

    private static final Clock NOON =
            Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void what_guests_ask_for_is_noted(@TempDir Path folder) throws IOException {
        Path notes = folder.resolve("notes.txt");
        Desk desk = new Desk(notes, NOON);
        assertEquals("We will wake you at 7 o'clock.", desk.wakeUpCall(7));
        assertEquals(
                "You may keep your room until two o'clock.", desk.lateCheckout(Desk.Until.TWO));
        assertEquals(
                List.of(
                        "2026-11-22T12:00:00Z wake-up call at 7 am",
                        "2026-11-22T12:00:00Z late checkout until two o'clock"),
                Files.readAllLines(notes));
    }

    @Test
    void nobody_is_woken_at_noon(@TempDir Path folder) throws IOException {
        Path notes = folder.resolve("notes.txt");
        assertEquals(
                "We wake guests between four and eleven.", new Desk(notes, NOON).wakeUpCall(12));
        assertFalse(Files.exists(notes));
    }

    @Test
    void a_note_that_cannot_be_written_is_no_promise(@TempDir Path folder) {
        Desk desk = new Desk(folder, NOON);
        assertThrows(IOException.class, () -> desk.wakeUpCall(7));
    }

    @Test
    void a_late_checkout_alone_needs_consent() {
        assertEquals(
                List.of("late_checkout"),
                Arrays.stream(Desk.class.getMethods())
                        .map(method -> method.getAnnotation(Tool.class))
                        .filter(tool -> tool != null && tool.approval())
                        .map(Tool::name)
                        .toList());
    }

    @Test
    void a_desk_without_a_file_serves_all_the_same() throws IOException {
        assertTrue(new Desk(null, NOON).lateCheckout(Desk.Until.NOON).endsWith("until noon."));
    }
}
