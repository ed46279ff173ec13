package io.patchbay.provider.openai.internal;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a service wants to read in every configuration, whether it changes or not ({@link
 * Quirk#STANDING_FIELDS}): GLM takes an update without them for one to its defaults, and hears the
 * end of turns no more. One instance per connection.
 */
final class StandingFields {

    private static final String BETA = "beta_fields";
    private static final List<String> NAMES =
            List.of("input_audio_format", "output_audio_format", "turn_detection", BETA);

    private final ObjectNode last = Json.object();

    StandingFields() {
        last.putObject(BETA).put("chat_mode", "audio").put("tts_source", "e2e");
    }

    /** Puts in what a configuration does not say, and keeps what it says. */
    void complete(ObjectNode session) {
        for (String name : NAMES) {
            if (session.has(name)) {
                last.set(name, session.get(name).deepCopy());
            } else if (last.has(name)) {
                session.set(name, last.get(name).deepCopy());
            }
        }
    }
}
