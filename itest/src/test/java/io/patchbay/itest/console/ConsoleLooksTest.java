package io.patchbay.itest.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Whether the page can be read and reached by everybody, in each of its looks. */
@Tag("once")
class ConsoleLooksTest {

    @TempDir Path folder;

    @Test
    void every_tab_is_fit_for_all_eyes_in_both_themes_wide_and_narrow() throws Exception {
        try (Run run = Product.inFelix().run(folder)) {
            JsonNode told = Browser.tell("looks", folder, Map.of("url", run.entry().toString()));
            assertEquals("[]", told.path("troubles").toPrettyString().replace("[ ]", "[]"));
            assertEquals("[]", told.path("faults").toString(), "what the page complained of");
            assertEquals(24, told.path("looked").intValue());
        }
    }
}
