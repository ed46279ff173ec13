package io.patchbay.itest.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Somebody who has no mouse: everything is done with keys, and what has the focus can be seen. */
@Tag("once")
class ConsoleKeysTest {

    @TempDir Path folder;

    @Test
    void a_call_is_held_and_looked_at_by_keys_alone_at_a_desk() throws Exception {
        byKeys(1280);
    }

    @Test
    void a_call_is_held_and_looked_at_by_keys_alone_in_a_narrow_window() throws Exception {
        byKeys(360);
    }

    private void byKeys(int width) throws Exception {
        try (Run run = Product.inFelix().run(folder)) {
            JsonNode told =
                    Browser.tell(
                            "keys", folder, Map.of("url", run.entry().toString(), "width", width));
            assertEquals("[]", told.path("faults").toString(), "what the page complained of");
            assertTrue(told.path("end").doubleValue() > 1, told::toString);
        }
    }
}
