package io.patchbay.provider.openai.internal;

import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.SessionConfig;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a configuration, or a change to one, as a session object of a profile: exactly the fields
 * about which something is said, cleared ones as the protocol clears them.
 */
final class SessionWriter {

    static final String LOGPROBS = "item.input_audio_transcription.logprobs";

    /** What one response may have of its own. */
    static final Set<ConfigField<?>> OF_RESPONSE =
            Set.of(
                    ConfigField.INSTRUCTIONS,
                    ConfigField.OUTPUT_MODALITY,
                    ConfigField.VOICE,
                    ConfigField.OUTPUT_FORMAT,
                    ConfigField.TOOLS,
                    ConfigField.TOOL_CHOICE,
                    ConfigField.PARALLEL_TOOL_CALLS,
                    ConfigField.REASONING_EFFORT,
                    ConfigField.MAX_OUTPUT_TOKENS,
                    ConfigField.PROMPT);

    private final Profile profile;
    private final SessionConfig config;
    private final ObjectNode session;
    private final ValueWriter values;

    private SessionWriter(Profile profile, SessionConfig config, ObjectNode session) {
        this.profile = profile;
        this.config = config;
        this.session = session;
        this.values = new ValueWriter(profile);
    }

    /**
     * The session object of a {@code session.update} or a REST body.
     *
     * @throws IllegalArgumentException naming the field that cannot be expressed
     */
    static ObjectNode session(Profile profile, SessionConfig config) {
        ObjectNode session = Json.object();
        if (profile.shape().typed()) {
            session.put("type", "realtime");
        }
        new SessionWriter(profile, config, session).write();
        config.value(ConfigField.PROVIDER_DATA)
                .ifPresent(data -> Json.merge(session, Json.object("providerData", data)));
        return session;
    }

    /**
     * The fields of a response that differ from its session.
     *
     * @throws IllegalArgumentException naming a field that a response cannot have of its own
     */
    static ObjectNode response(Profile profile, SessionConfig overrides) {
        for (ConfigField<?> field : overrides.fields()) {
            if (!OF_RESPONSE.contains(field)) {
                throw new IllegalArgumentException(
                        "a single response cannot override '" + field + "'; update the session");
            }
        }
        ObjectNode response = Json.object();
        new SessionWriter(profile, overrides, response).write();
        if (profile.has(Quirk.SHORT_TOKEN_LIMIT)) {
            JsonNode limit = response.remove("max_response_output_tokens");
            if (limit != null) {
                response.set("max_output_tokens", limit);
            }
        }
        return response;
    }

    private void write() {
        for (ConfigField<?> field : config.fields()) {
            String place = profile.shape().place(field);
            if (place == null && field != ConfigField.PROVIDER_DATA) {
                refuse(field);
            }
        }
        for (Map.Entry<ConfigField<?>, String> place : profile.shape().places().entrySet()) {
            put(place.getKey(), place.getValue());
        }
    }

    /** What the service does not have cannot be set; that it is taken away is true already. */
    private void refuse(ConfigField<?> field) {
        if (config.get(field) instanceof ConfigValue.Set<?>) {
            throw new IllegalArgumentException(
                    "the profile " + profile.name() + " has no field '" + field + "'");
        }
    }

    /** Writes a field at its place if anything is said about it. */
    private void put(ConfigField<?> field, String place) {
        if (place.endsWith("_audio_format") && profile.has(Quirk.FORMATS_UNSAID)) {
            return;
        }
        ConfigValue<?> value = config.get(field);
        JsonNode json = null;
        if (value instanceof ConfigValue.Set<?> set) {
            json = values.write(field, set.value());
        } else if (value instanceof ConfigValue.Cleared<?>) {
            json = cleared(field);
        }
        if (json == null) {
            return;
        }
        ObjectNode at = session;
        String[] steps = place.split("\\.");
        for (int i = 0; i < steps.length - 1; i++) {
            at = at.withObjectProperty(steps[i]);
        }
        at.set(steps[steps.length - 1], json);
        if (field == ConfigField.INPUT_FORMAT && profile.has(Quirk.RATE_BESIDE_FORMAT)) {
            at.put(
                    "input_audio_sampling_rate",
                    config.value(ConfigField.INPUT_FORMAT)
                            .orElse(profile.sound().inputFormats().get(0))
                            .sampleRate());
        }
    }

    /**
     * How the protocol takes a field away.
     *
     * @throws IllegalArgumentException when it has no way
     */
    private JsonNode cleared(ConfigField<?> field) {
        JsonNode cleared = unset(field);
        if (cleared == null) {
            throw new IllegalArgumentException(
                    "'" + field + "' can be changed, but not taken away");
        }
        return cleared;
    }

    private @Nullable JsonNode unset(ConfigField<?> field) {
        Sound sound = profile.sound();
        if (field == ConfigField.INSTRUCTIONS) {
            return Json.NODES.stringNode("");
        }
        if (field == ConfigField.OUTPUT_MODALITY) {
            return ValueWriter.modalities(profile, Modality.AUDIO);
        }
        if (field == ConfigField.INPUT_FORMAT) {
            return sound.input().get(0).json();
        }
        if (field == ConfigField.OUTPUT_FORMAT) {
            return sound.output().get(0).json();
        }
        if (field == ConfigField.SPEED) {
            return Json.NODES.numberNode(1);
        }
        if (field == ConfigField.TOOLS || field == ConfigField.TRANSCRIPT_LOGPROBS) {
            return Json.NODES.arrayNode();
        }
        if (field == ConfigField.TOOL_CHOICE || field == ConfigField.CONTEXT_TRUNCATION) {
            return Json.NODES.stringNode("auto");
        }
        if (field == ConfigField.MAX_OUTPUT_TOKENS) {
            return Json.NODES.stringNode("inf");
        }
        if (field == ConfigField.TURN_DETECTION) {
            return profile.turns().none().deepCopy();
        }
        boolean fixed =
                field == ConfigField.TRANSCRIPTION && profile.has(Quirk.ALWAYS_TRANSCRIBES)
                        || field == ConfigField.VOICE
                        || field == ConfigField.PARALLEL_TOOL_CALLS
                        || field == ConfigField.REASONING_EFFORT;
        return fixed ? null : Json.NODES.nullNode();
    }
}
