package io.patchbay.provider.openai.internal;

import io.patchbay.api.session.Voice;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Voices of Azure Voice Live: those of OpenAI are names, those of Azure objects with a kind. Names
 * of Azure's standard voices begin with a locale ({@code en-US-Ava:DragonHDLatestNeural}).
 */
final class AzureVoices {

    private static final String STANDARD = "azure-standard";

    /** Voices of the account's own. */
    private static final Set<String> OWN = Set.of("azure-custom", "azure-personal");

    private AzureVoices() {}

    static JsonNode write(Voice voice) {
        if (voice.custom()) {
            throw new IllegalArgumentException(
                    "a custom voice of azure-voice-live wants more than its name; put the whole"
                            + " voice into providerData");
        }
        return voice.id().indexOf('-') < 0
                ? Json.NODES.stringNode(voice.id())
                : Json.object().put("type", STANDARD).put("name", voice.id());
    }

    /** Whether a value is such an object. */
    static boolean is(ObjectNode value) {
        return value.path("type").isString()
                && value.path("name").isString()
                && !value.path("name").stringValue().isBlank();
    }

    /** The voice of such an object. */
    static Voice read(ObjectNode value) {
        return new Voice(
                value.path("name").stringValue(), OWN.contains(value.path("type").stringValue()));
    }
}
