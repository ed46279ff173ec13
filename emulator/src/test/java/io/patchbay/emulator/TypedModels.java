package io.patchbay.emulator;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.core.ObjectMappers;
import com.openai.errors.OpenAIInvalidDataException;
import com.openai.models.realtime.RealtimeServerEvent;

/** The typed models of the official Java client, as the judge of what the emulator sends. */
public final class TypedModels {
    private static final JsonMapper MAPPER = ObjectMappers.jsonMapper();

    private TypedModels() {}

    /** Fails unless the event is one that the models know, valid down to the last field. */
    public static RealtimeServerEvent validate(String event) {
        try {
            RealtimeServerEvent typed = MAPPER.readValue(event, RealtimeServerEvent.class);
            typed.validate();
            assertFalse(typed._json().isPresent() && !typed.isValid(), event);
            return typed;
        } catch (JsonProcessingException | OpenAIInvalidDataException e) {
            return fail("Not a valid server event: " + event, e);
        }
    }
}
