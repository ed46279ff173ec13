package io.patchbay.runtime.internal.session;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What has to be known of a provider's event that the application sends as it is, so that gate and
 * configuration stay in step (RULES 7).
 *
 * @param kind what it does
 * @param eventId the id that it carries, or null
 * @param responseId the response it names, or null
 */
record RawCommand(Kind kind, @Nullable String eventId, @Nullable String responseId) {
    /** What concerns the session of an event. */
    enum Kind {
        /** Asks for a response in the conversation. */
        CREATE,
        /** Cancels a response. */
        CANCEL,
        /** Changes the configuration. */
        UPDATE,
        /** Anything else. */
        OTHER
    }

    private static final RawCommand OTHER = new RawCommand(Kind.OTHER, null, null);
    private static final JsonFactory JSON = new JsonFactory();

    /** Looks at an event. JSON that is broken concerns nobody here: the line will say so. */
    static RawCommand of(String json) {
        if (!json.contains("response.c") && !json.contains("session.update")) {
            return OTHER;
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? read(parser) : OTHER;
        } catch (JacksonException e) {
            return OTHER;
        }
    }

    private static RawCommand read(JsonParser parser) {
        String type = null;
        String eventId = null;
        String responseId = null;
        boolean beside = false;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING) {
                switch (name) {
                    case "type" -> type = parser.getString();
                    case "event_id" -> eventId = parser.getString();
                    case "response_id" -> responseId = parser.getString();
                    default -> {}
                }
            } else if (value == JsonToken.START_OBJECT && name.equals("response")) {
                beside = isBeside(parser);
            } else {
                parser.skipChildren();
            }
        }
        Kind kind =
                "response.create".equals(type)
                        ? beside ? Kind.OTHER : Kind.CREATE
                        : "response.cancel".equals(type)
                                ? Kind.CANCEL
                                : "session.update".equals(type) ? Kind.UPDATE : Kind.OTHER;
        return kind == Kind.OTHER ? OTHER : new RawCommand(kind, eventId, responseId);
    }

    /** Whether a response runs beside the conversation. */
    private static boolean isBeside(JsonParser parser) {
        boolean beside = false;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("conversation") && value == JsonToken.VALUE_STRING) {
                beside = parser.getString().equals("none");
            } else {
                parser.skipChildren();
            }
        }
        return beside;
    }
}
