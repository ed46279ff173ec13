package io.patchbay.itest.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What people get to see who may not do everything, and what everybody sees when a line breaks. */
@Tag("once")
class ConsoleRolesTest {

    private static final String CONTENT = "content-0123456789abcdef";
    private static final String OBSERVE = "observe-0123456789abcdef";

    @TempDir Path folder;

    @Test
    void words_are_for_who_may_know_them_and_control_for_who_has_it() throws Exception {
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.write(
                config.resolve("io.patchbay.console.cfg"),
                List.of(".content-token = " + CONTENT, ".observe-token = " + OBSERVE));
        try (Run run = Product.inFelix().run(folder, "--config", config.toString())) {
            URI entry = run.entry();
            JsonNode told =
                    Browser.tell(
                            "roles",
                            folder,
                            Map.of(
                                    "url", entry.toString(),
                                    "content", with(entry, CONTENT),
                                    "observe", with(entry, OBSERVE)));
            assertEquals("[403,403,403]", told.path("refused").toString());
            assertEquals(4, told.path("german").size());
        }
    }

    @Test
    void a_page_finds_its_way_after_a_reload_and_after_a_new_start_of_the_server()
            throws Exception {
        Product product = Product.inFelix();
        Run first = product.run(folder);
        Run[] second = new Run[1];
        try {
            URI entry = first.entry();
            String port = Integer.toString(entry.getPort());
            JsonNode told =
                    Browser.tell(
                            "breaks",
                            folder,
                            Map.of("url", entry.toString()),
                            Map.of(
                                    "stop",
                                    () -> {
                                        first.close();
                                        return "stopped";
                                    },
                                    "start",
                                    () -> {
                                        second[0] = product.run(folder, "--console-port", port);
                                        return second[0].entry().toString();
                                    }));
            assertEquals("[]", told.path("faults").toString(), "what the page complained of");
        } finally {
            first.close();
            if (second[0] != null) {
                second[0].close();
            }
        }
    }

    private static String with(URI entry, String token) {
        return entry.toString().replaceFirst("token=.*", "token=" + token);
    }
}
