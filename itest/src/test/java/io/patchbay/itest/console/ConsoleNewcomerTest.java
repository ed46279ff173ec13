package io.patchbay.itest.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Somebody who has the printed address and nothing else hears an answer. */
@Tag("once")
class ConsoleNewcomerTest {

    private static final int MOST_CLICKS = 3;

    /** A voice is far above this, and silence far below. */
    private static final double AUDIBLE = 0.02;

    @TempDir Path folder;

    @Test
    void an_answer_is_heard_after_three_clicks_at_most() throws Exception {
        JsonNode told = come(Product.inFelix());
        assertTrue(told.path("webrtc").booleanValue(), told::toString);
    }

    @Test
    void without_the_engine_of_webrtc_a_question_is_answered_over_websocket() throws Exception {
        JsonNode told = come(Product.inFelix("io.patchbay.lib.webrtc"));
        assertTrue(told.path("websocket").booleanValue(), told::toString);
    }

    private JsonNode come(Product product) throws Exception {
        try (Run run = product.run(folder)) {
            JsonNode told = Browser.tell("newcomer", folder, Map.of("url", run.entry().toString()));
            System.out.printf(
                    "from the printed address to an answer: %.1f s and %d click(s)%n",
                    told.path("seconds").doubleValue(), told.path("clicks").intValue());
            assertEquals("[]", told.path("faults").toString(), "what the page complained of");
            assertTrue(told.path("clicks").intValue() <= MOST_CLICKS, told::toString);
            assertTrue(told.path("peak").doubleValue() > AUDIBLE, told::toString);
            return told;
        }
    }
}
