package io.patchbay.provider.gemini.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderCapabilities.Limits;
import io.patchbay.api.provider.ProviderCapabilities.MoveOrder;
import io.patchbay.api.provider.ProviderCapabilities.Mutability;
import io.patchbay.api.provider.ProviderCapabilities.Resumption;
import io.patchbay.api.session.ConfigField;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A door to the Live API. Addresses and names of models as in {@code google-genai} 1.70.0 ({@code
 * AsyncLive}) and {@code @google/genai} 3.1.0.
 *
 * @param name the name that sessions ask for
 * @param defaultModel the model when nobody names one
 * @param cloud whether it is Google Cloud's door, whose models belong to a project
 */
record Profile(String name, String defaultModel, boolean cloud) {

    /** Where a session is, on the developers' door. */
    static final String PATH =
            "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent";

    /** Where a short-lived token opens one. */
    static final String TOKEN_PATH =
            "/ws/google.ai.generativelanguage.v1alpha.GenerativeService"
                    + ".BidiGenerateContentConstrained";

    /** Where a session is, on Google Cloud's door. */
    static final String CLOUD_PATH =
            "/ws/google.cloud.aiplatform.v1beta1.LlmBidiService/BidiGenerateContent";

    /** What the models hear. */
    static final AudioFormat HEARD = AudioFormat.PCM16_16K;

    /** What the models speak. */
    static final AudioFormat SPOKEN = AudioFormat.PCM16_24K;

    private static final Profile GEMINI = new Profile("gemini", "gemini-3.8-live", false);
    private static final Profile VERTEX =
            new Profile("vertex", "gemini-live-2.5-flash-native-audio", true);

    /** All profiles, the default first. */
    static final List<Profile> ALL = List.of(GEMINI, VERTEX);

    /** Everything is told at the opening; a resumed conversation may be told differently. */
    private static final Map<ConfigField<?>, Mutability> MUTABILITY =
            Stream.<ConfigField<?>>of(
                            ConfigField.INSTRUCTIONS,
                            ConfigField.OUTPUT_MODALITY,
                            ConfigField.VOICE,
                            ConfigField.INPUT_FORMAT,
                            ConfigField.OUTPUT_FORMAT,
                            ConfigField.TRANSCRIPTION,
                            ConfigField.TURN_DETECTION,
                            ConfigField.TOOLS,
                            ConfigField.MAX_OUTPUT_TOKENS,
                            ConfigField.REASONING_EFFORT,
                            ConfigField.CONTEXT_TRUNCATION,
                            ConfigField.PROVIDER_DATA)
                    .collect(Collectors.toMap(field -> field, field -> Mutability.RECONNECT));

    /** The same at both doors. */
    private static final ProviderCapabilities CAPABILITIES =
            new ProviderCapabilities(
                    Set.of(
                            Feature.AUDIO_INPUT,
                            Feature.AUDIO_OUTPUT,
                            Feature.TEXT_INPUT,
                            Feature.IMAGE_INPUT,
                            Feature.SERVER_TURN_DETECTION,
                            Feature.MANUAL_TURNS,
                            Feature.SPEECH_ACTIVITY,
                            Feature.CLIENT_INTERRUPTION,
                            Feature.INPUT_TRANSCRIPTION,
                            Feature.HISTORY_SEED,
                            Feature.FUNCTION_TOOLS,
                            Feature.PARALLEL_TOOLS,
                            Feature.AUTOMATIC_TOOL_REPLY,
                            Feature.BACKGROUND_TOOLS),
                    List.of(HEARD),
                    List.of(SPOKEN),
                    MUTABILITY,
                    Resumption.HANDLE,
                    // a handle is refused while the socket lives on which it was given
                    MoveOrder.CLOSE_FIRST,
                    Duration.ofMinutes(10),
                    new Limits(1 << 20, 131_072));

    ProviderCapabilities capabilities() {
        return CAPABILITIES;
    }

    /**
     * A model by the name that the service wants.
     *
     * @throws IllegalArgumentException when it belongs to a project and none is known, or is no
     *     name
     */
    String model(String asked, Service service) {
        if (!asked.matches("[A-Za-z0-9][A-Za-z0-9:._/@-]*") || asked.contains("..")) {
            throw new IllegalArgumentException("'" + asked + "' is no name of a model");
        }
        if (!cloud) {
            return asked.startsWith("models/") || asked.startsWith("tunedModels/")
                    ? asked
                    : "models/" + asked;
        }
        if (asked.startsWith("projects/")) {
            return asked;
        }
        String published = asked.contains("/") ? asked : "publishers/google/models/" + asked;
        return service.project() == null
                ? published
                : "projects/"
                        + service.project()
                        + "/locations/"
                        + service.location()
                        + "/"
                        + published;
    }

    /**
     * The profile of a name.
     *
     * @throws IllegalArgumentException when there is none; the message lists what there is
     */
    static Profile of(String name) {
        return ALL.stream()
                .filter(profile -> profile.name.equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "the provider gemini has no profile '"
                                                + name
                                                + "', only "
                                                + ALL.stream().map(Profile::name).toList()));
    }
}
