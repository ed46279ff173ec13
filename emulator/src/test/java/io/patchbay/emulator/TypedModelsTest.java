package io.patchbay.emulator;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** The judge itself: what it must not let pass. */
class TypedModelsTest {

    private static void refused(String event) {
        assertThrows(
                AssertionFailedError.class, () -> TypedModels.validate(event.replace('\'', '"')));
    }

    @Test
    void an_unknown_type_is_refused() {
        refused("{'type':'conversation.item.new','event_id':'e'}");
    }

    @Test
    void a_missing_field_is_refused() {
        refused("{'type':'conversation.item.deleted','event_id':'e'}");
        refused("{'type':'conversation.item.deleted','item_id':'i'}");
    }

    @Test
    void a_field_of_the_wrong_kind_is_refused() {
        refused("{'type':'conversation.item.deleted','event_id':'e','item_id':5}");
    }

    @Test
    void a_field_that_is_not_in_the_protocol_is_refused() {
        refused("{'type':'conversation.item.deleted','event_id':'e','item_id':'i','item':'i'}");
    }
}
