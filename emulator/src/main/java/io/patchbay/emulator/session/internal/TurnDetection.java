package io.patchbay.emulator.session.internal;

import io.patchbay.audio.TurnDetector;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * When a turn of the user begins and ends, and what follows from it.
 *
 * @param settings threshold, padding and silence
 * @param idleTimeoutMillis after how long a silence the model speaks up; 0 for never
 * @param createResponse whether the end of a turn starts a response
 * @param interruptResponse whether the begin of a turn ends the running response
 */
record TurnDetection(
        TurnDetector.Settings settings,
        long idleTimeoutMillis,
        boolean createResponse,
        boolean interruptResponse) {

    /** Reads the effective setting; null if the client marks the turns itself. */
    static @Nullable TurnDetection of(JsonNode json) {
        if (!json.isObject()) {
            return null;
        }
        boolean create = json.path("create_response").asBoolean(true);
        boolean interrupt = json.path("interrupt_response").asBoolean(true);
        if ("semantic_vad".equals(json.path("type").stringValue(""))) {
            int silence = pause(json.path("eagerness").stringValue("auto"));
            return new TurnDetection(
                    new TurnDetector.Settings(0.5, 300, silence), 0, create, interrupt);
        }
        return new TurnDetection(
                new TurnDetector.Settings(
                        json.path("threshold").asDouble(0.5),
                        json.path("prefix_padding_ms").asInt(300),
                        json.path("silence_duration_ms").asInt(200)),
                json.path("idle_timeout_ms").asLong(0),
                create,
                interrupt);
    }

    /** The stand-in has no sense of meaning: eagerness is the pause that it waits for, in ms. */
    private static int pause(String eagerness) {
        return switch (eagerness) {
            case "low" -> 1_000;
            case "high" -> 300;
            default -> 600;
        };
    }
}
