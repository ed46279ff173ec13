package io.patchbay.emulator.face.gemini.internal;

import io.patchbay.emulator.protocol.internal.Json;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a session was set up to be.
 *
 * @param model its full name
 * @param session the same in the words of the session behind the face
 * @param byHand whether the client marks the caller's activity
 * @param interrupts whether the caller's activity stops the model
 * @param hears whether the caller's words are told
 * @param reads whether the model's words are told
 * @param resumable whether handles are told
 * @param transparent whether they come with the number of the last message
 * @param handle of the session to go on with
 * @param history whether the first client content is history that is not answered
 * @param silenceMillis how long a pause ends a turn
 * @param nonBlocking functions during which the model goes on
 */
record Setup(
        String model,
        ObjectNode session,
        boolean byHand,
        boolean interrupts,
        boolean hears,
        boolean reads,
        boolean resumable,
        boolean transparent,
        Optional<String> handle,
        boolean history,
        int silenceMillis,
        Set<String> nonBlocking) {
    private static final int SILENCE = 500;
    private static final int SHORT_SILENCE = 300;

    /**
     * Reads a setup that has been checked.
     *
     * @throws Refusal for a model that does not exist
     */
    static Setup of(JsonNode setup) {
        String model = Json.string(setup, "model", "");
        if (!model.matches("(models|publishers|projects|tunedModels)/.+")) {
            throw new Refusal(
                    Refusal.POLICY,
                    model
                            + " is not found for this API version, or is not supported for"
                            + " bidiGenerateContent.");
        }
        JsonNode realtime = setup.path("realtimeInputConfig");
        JsonNode detection = realtime.path("automaticActivityDetection");
        boolean byHand = detection.path("disabled").asBoolean(false);
        boolean interrupts =
                !"NO_INTERRUPTION".equals(Json.string(realtime, "activityHandling", ""));
        int silence =
                detection
                        .path("silenceDurationMs")
                        .asInt(
                                "END_SENSITIVITY_HIGH"
                                                .equals(
                                                        Json.string(
                                                                detection,
                                                                "endOfSpeechSensitivity",
                                                                ""))
                                        ? SHORT_SILENCE
                                        : SILENCE);
        ObjectNode session = Json.object().put("type", "realtime");
        generation(session, setup.path("generationConfig"));
        if (setup.has("systemInstruction")) {
            session.put("instructions", Contents.text(setup.path("systemInstruction")));
        }
        Set<String> nonBlocking = new HashSet<>();
        session.set("tools", tools(setup.path("tools"), nonBlocking));
        ObjectNode input = session.withObject("audio").putObject("input");
        if (byHand) {
            input.putNull("turn_detection");
        } else {
            input.putObject("turn_detection")
                    .put("type", "server_vad")
                    .put("threshold", threshold(detection))
                    .put("silence_duration_ms", silence)
                    .put("create_response", true)
                    .put("interrupt_response", interrupts);
        }
        if (setup.has("inputAudioTranscription")) {
            input.putObject("transcription").put("model", "whisper-1");
        } else {
            input.putNull("transcription");
        }
        JsonNode resumption = setup.path("sessionResumption");
        return new Setup(
                model,
                session,
                byHand,
                interrupts,
                setup.has("inputAudioTranscription"),
                setup.has("outputAudioTranscription"),
                resumption.isObject(),
                resumption.path("transparent").asBoolean(false),
                Optional.of(Json.string(resumption, "handle", "")).filter(h -> !h.isEmpty()),
                setup.path("historyConfig").path("initialHistoryInClientContent").asBoolean(false),
                silence,
                nonBlocking);
    }

    private static double threshold(JsonNode detection) {
        return switch (Json.string(detection, "startOfSpeechSensitivity", "")) {
            case "START_SENSITIVITY_LOW" -> 0.7;
            case "START_SENSITIVITY_HIGH" -> 0.3;
            default -> 0.5;
        };
    }

    private static void generation(ObjectNode session, JsonNode generation) {
        boolean text = Json.strings(generation.path("responseModalities")).contains("TEXT");
        session.putArray("output_modalities").add(text ? "text" : "audio");
        if (generation.path("maxOutputTokens").isNumber()) {
            session.put(
                    "max_output_tokens",
                    Math.min(4_096, generation.path("maxOutputTokens").intValue()));
        }
        String voice =
                generation
                        .at("/speechConfig/voiceConfig/prebuiltVoiceConfig/voiceName")
                        .stringValue("");
        if (!voice.isEmpty()) {
            session.withObject("audio").putObject("output").put("voice", voice);
        }
    }

    /** Functions, as the session has them; what the service does by itself is left out. */
    static ArrayNode tools(JsonNode given, Set<String> nonBlocking) {
        ArrayNode tools = Json.array();
        for (JsonNode tool : given) {
            for (JsonNode declared : tool.path("functionDeclarations")) {
                String name = Json.string(declared, "name", "");
                ObjectNode function = tools.addObject().put("type", "function").put("name", name);
                if (declared.path("description").isString()) {
                    function.set("description", declared.path("description"));
                }
                JsonNode parameters =
                        declared.path("parameters").isObject()
                                ? Contents.schema(declared.path("parameters"))
                                : declared.path("parametersJsonSchema");
                if (parameters.isObject()) {
                    function.set("parameters", parameters);
                }
                if ("NON_BLOCKING".equals(Json.string(declared, "behavior", ""))) {
                    nonBlocking.add(name);
                }
            }
        }
        return tools;
    }

    /** Gemini 3.1 takes client content as its history only; 3.8 takes it at any time. */
    boolean contentIsHistoryOnly() {
        return model.contains("gemini-3.1");
    }
}
