package io.patchbay.provider.gemini.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.ContextTruncation;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.ReasoningEffort;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.Transcription;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.session.Voice;
import io.patchbay.api.tool.ToolDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a configuration as {@code setup}, the first message of a line ({@code
 * BidiGenerateContentSetup}; in {@code google-genai} 1.70.0 {@code LiveClientSetup}).
 */
final class SetupWriter {

    /** Where the service begins to compress by itself: 80 % of the context. */
    private static final int TRIGGER_TOKENS = 104_857;

    private SetupWriter() {}

    /**
     * The whole message.
     *
     * @param resumption with which a conversation is resumed, or null
     * @param seeded whether a history follows
     * @throws IllegalArgumentException naming what it cannot express
     */
    static ObjectNode setup(
            String model,
            SessionConfig config,
            @Nullable ResumptionHandle resumption,
            boolean seeded) {
        ObjectNode message = Json.object();
        ObjectNode setup = message.putObject("setup").put("model", model);
        generation(setup.putObject("generationConfig"), config);
        config.value(ConfigField.INSTRUCTIONS)
                .filter(text -> !text.isEmpty())
                .ifPresent(
                        text ->
                                setup.putObject("systemInstruction")
                                        .putArray("parts")
                                        .addObject()
                                        .put("text", text));
        tools(setup, config.value(ConfigField.TOOLS).orElse(List.of()));
        turns(setup, config);
        if (!(config.get(ConfigField.TRANSCRIPTION) instanceof ConfigValue.Cleared)) {
            transcription(
                    setup.putObject("inputAudioTranscription"),
                    config.value(ConfigField.TRANSCRIPTION).orElse(null));
        }
        setup.putObject("outputAudioTranscription");
        ObjectNode resuming = setup.putObject("sessionResumption");
        if (resumption != null) {
            resuming.put("handle", resumption.value().reveal());
        }
        compression(setup, config);
        if (seeded) {
            setup.putObject("historyConfig").put("initialHistoryInClientContent", true);
        }
        config.value(ConfigField.PROVIDER_DATA)
                .ifPresent(json -> Json.merge(setup, Json.object("provider data", json)));
        return message;
    }

    /**
     * Whether a value can be expressed.
     *
     * @return what is wrong with it, or null
     */
    static @Nullable String objection(SessionConfig one) {
        try {
            setup("models/any", one, null, false);
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
        AudioFormat input = one.value(ConfigField.INPUT_FORMAT).orElse(Profile.HEARD);
        if (!input.equals(Profile.HEARD)) {
            return "Gemini hears " + Profile.HEARD + ", not " + input;
        }
        AudioFormat output = one.value(ConfigField.OUTPUT_FORMAT).orElse(Profile.SPOKEN);
        return output.equals(Profile.SPOKEN)
                ? null
                : "Gemini speaks " + Profile.SPOKEN + ", not " + output;
    }

    private static void generation(ObjectNode generation, SessionConfig config) {
        if (config.value(ConfigField.OUTPUT_MODALITY).orElse(Modality.AUDIO) == Modality.TEXT) {
            throw new IllegalArgumentException(
                    "the models of the Live API answer in sound, with a transcript; for one that"
                            + " writes set generationConfig.responseModalities in the provider"
                            + " data");
        }
        generation.putArray("responseModalities").add("AUDIO");
        config.value(ConfigField.VOICE).ifPresent(voice -> voice(generation, voice));
        config.value(ConfigField.MAX_OUTPUT_TOKENS)
                .ifPresent(tokens -> generation.put("maxOutputTokens", tokens));
        config.value(ConfigField.REASONING_EFFORT)
                .ifPresent(
                        effort ->
                                generation
                                        .putObject("thinkingConfig")
                                        .put("thinkingLevel", level(effort)));
    }

    private static void voice(ObjectNode generation, Voice voice) {
        if (voice.custom()) {
            throw new IllegalArgumentException(
                    "the account's own voice '"
                            + voice.id()
                            + "' is given in the provider data:"
                            + " generationConfig.speechConfig.voiceConfig.replicatedVoiceConfig");
        }
        generation
                .putObject("speechConfig")
                .putObject("voiceConfig")
                .putObject("prebuiltVoiceConfig")
                .put("voiceName", voice.id());
    }

    private static String level(ReasoningEffort effort) {
        if (effort == ReasoningEffort.XHIGH) {
            throw new IllegalArgumentException("Gemini thinks at most as hard as HIGH");
        }
        return effort.name();
    }

    private static void tools(ObjectNode setup, List<ToolDefinition> tools) {
        if (tools.isEmpty()) {
            return;
        }
        ArrayNode declarations =
                setup.putArray("tools").addObject().putArray("functionDeclarations");
        for (ToolDefinition tool : tools) {
            if (!(tool instanceof ToolDefinition.Function function)) {
                throw new IllegalArgumentException(
                        "the Live API runs no tools of MCP servers: '"
                                + tool.name()
                                + "'; let Patchbay call it (McpTool)");
            }
            ObjectNode declaration =
                    declarations
                            .addObject()
                            .put("name", function.name())
                            .put("description", function.description())
                            // said in words, since models differ in what they do without
                            .put("behavior", function.background() ? "NON_BLOCKING" : "BLOCKING");
            ObjectNode parameters =
                    Schemas.parameters(
                            Json.object(
                                    "the parameters of the tool '" + function.name() + "'",
                                    function.parameters()));
            if (parameters != null) {
                declaration.set("parameters", parameters);
            }
        }
    }

    private static void turns(ObjectNode setup, SessionConfig config) {
        ConfigValue<TurnDetection> detection = config.get(ConfigField.TURN_DETECTION);
        if (detection instanceof ConfigValue.Cleared) {
            setup.putObject("realtimeInputConfig")
                    .putObject("automaticActivityDetection")
                    .put("disabled", true);
            return;
        }
        TurnDetection wanted = detection.asOptional().orElse(null);
        if (wanted == null) {
            return;
        }
        if (Boolean.FALSE.equals(wanted.createResponse())) {
            throw new IllegalArgumentException(
                    "Gemini answers each turn that it notices by itself; switch turn detection off"
                            + " and tell it when the caller speaks");
        }
        ObjectNode activity = detection(wanted);
        ObjectNode input = Json.object();
        if (!activity.isEmpty()) {
            input.set("automaticActivityDetection", activity);
        }
        if (wanted.interruptResponse() != null) {
            input.put(
                    "activityHandling",
                    wanted.interruptResponse()
                            ? "START_OF_ACTIVITY_INTERRUPTS"
                            : "NO_INTERRUPTION");
        }
        if (!input.isEmpty()) {
            setup.set("realtimeInputConfig", input);
        }
    }

    private static ObjectNode detection(TurnDetection wanted) {
        if (wanted instanceof TurnDetection.Extension own) {
            return Json.object("turn detection", own.json());
        }
        ObjectNode activity = Json.object();
        if (wanted instanceof TurnDetection.SemanticVad semantic) {
            String eagerness = semantic.eagerness() == null ? "auto" : semantic.eagerness();
            switch (eagerness) {
                case "low" -> activity.put("endOfSpeechSensitivity", "END_SENSITIVITY_LOW");
                case "high" -> activity.put("endOfSpeechSensitivity", "END_SENSITIVITY_HIGH");
                case "medium", "auto" -> {
                    // as the service has it
                }
                default ->
                        throw new IllegalArgumentException(
                                "eagerness must be low, medium, high or auto, not '"
                                        + eagerness
                                        + "'");
            }
        } else if (wanted instanceof TurnDetection.ServerVad vad) {
            if (vad.idleTimeoutMillis() != null) {
                throw new IllegalArgumentException(
                        "Gemini has no idle timeout in its turn detection; leave it out");
            }
            Double threshold = vad.threshold();
            if (threshold != null && threshold != 0.5) {
                activity.put(
                        "startOfSpeechSensitivity",
                        threshold > 0.5 ? "START_SENSITIVITY_LOW" : "START_SENSITIVITY_HIGH");
            }
            put(activity, "prefixPaddingMs", vad.prefixPaddingMillis());
            put(activity, "silenceDurationMs", vad.silenceDurationMillis());
        }
        return activity;
    }

    private static void put(ObjectNode node, String name, @Nullable Integer value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static void transcription(ObjectNode node, @Nullable Transcription wanted) {
        if (wanted == null) {
            return;
        }
        if (wanted.model() != null || wanted.prompt() != null || wanted.delay() != null) {
            throw new IllegalArgumentException(
                    "Gemini's transcription has no model, prompt or delay to choose; it takes"
                            + " languages and keywords");
        }
        if (wanted.language() != null) {
            node.withArray("languageCodes").add(wanted.language());
        }
        wanted.languages().forEach(node.withArray("languageCodes")::add);
        wanted.keywords().forEach(node.withArray("customVocabulary")::add);
        List.of("languageCodes", "customVocabulary").stream()
                .filter(name -> node.get(name) instanceof ArrayNode all && all.isEmpty())
                .forEach(node::remove);
    }

    /** Without it a conversation ends when the context is full, after about 15 minutes of sound. */
    private static void compression(ObjectNode setup, SessionConfig config) {
        ContextTruncation wanted =
                config.get(ConfigField.CONTEXT_TRUNCATION) instanceof ConfigValue.Cleared
                        ? new ContextTruncation.Disabled()
                        : config.value(ConfigField.CONTEXT_TRUNCATION)
                                .orElse(new ContextTruncation.Auto());
        if (wanted instanceof ContextTruncation.Disabled) {
            return;
        }
        ObjectNode compression = setup.putObject("contextWindowCompression");
        ObjectNode window = compression.putObject("slidingWindow");
        if (wanted instanceof ContextTruncation.RetentionRatio ratio) {
            int trigger = TRIGGER_TOKENS;
            if (ratio.postInstructionTokens() != null) {
                trigger = ratio.postInstructionTokens();
                compression.put("triggerTokens", Integer.toString(trigger));
            }
            window.put("targetTokens", Long.toString(Math.round(ratio.ratio() * trigger)));
        }
    }
}
