package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** The judge itself: what it must not let pass. */
class SentFramesTest {

    private static void refused(String event) {
        assertThrows(
                AssertionFailedError.class, () -> SentFrames.validate(event.replace('\'', '"')));
    }

    @Test
    void an_unknown_type_is_refused() {
        refused("{'type':'input_audio_buffer.prepend','audio':''}");
    }

    @Test
    void a_missing_field_is_refused() {
        refused("{'type':'input_audio_buffer.append'}");
    }

    @Test
    void a_field_of_the_wrong_kind_is_refused() {
        refused("{'type':'input_audio_buffer.append','audio':5}");
    }

    @Test
    void a_field_that_is_not_in_the_protocol_is_refused() {
        refused("{'type':'input_audio_buffer.clear','when':'now'}");
        refused("{'type':'session.update','session':{'type':'realtime','voice':'marin'}}");
    }
}
