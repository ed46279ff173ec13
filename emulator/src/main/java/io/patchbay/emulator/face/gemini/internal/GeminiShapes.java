package io.patchbay.emulator.face.gemini.internal;

import static io.patchbay.emulator.protocol.internal.Shapes.ANYTHING;
import static io.patchbay.emulator.protocol.internal.Shapes.ANY_OBJECT;
import static io.patchbay.emulator.protocol.internal.Shapes.BOOLEAN;
import static io.patchbay.emulator.protocol.internal.Shapes.STRING;
import static io.patchbay.emulator.protocol.internal.Shapes.array;
import static io.patchbay.emulator.protocol.internal.Shapes.fields;
import static io.patchbay.emulator.protocol.internal.Shapes.integer;
import static io.patchbay.emulator.protocol.internal.Shapes.oneOf;

import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import io.patchbay.emulator.protocol.internal.Shape;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The messages of a client. */
final class GeminiShapes {
    /** Objects whose names are the user's. */
    private static final Set<String> FREE =
            Set.of("args", "response", "parameters", "parametersJsonSchema", "labels");

    /** 64-bit numbers are texts in this JSON. */
    private static final Shape LONG =
            (value, path) -> {
                if (!value.isString()) {
                    integer(0, Long.MAX_VALUE).check(value, path);
                }
            };

    private static final Shape BLOB =
            fields().require("data", STRING)
                    .require("mimeType", STRING)
                    .allow("displayName", STRING);

    private static final Shape FUNCTION_RESPONSE =
            fields().allow(STRING, "id", "name")
                    .require("response", ANY_OBJECT)
                    .allow(
                            "scheduling",
                            oneOf("SCHEDULING_UNSPECIFIED", "SILENT", "WHEN_IDLE", "INTERRUPT"))
                    .allow("willContinue", BOOLEAN)
                    .allow("parts", ANYTHING);

    private static final Shape PART =
            fields().allow(STRING, "text", "thoughtSignature")
                    .allow("thought", BOOLEAN)
                    .allow("inlineData", BLOB)
                    .allow(
                            "functionCall",
                            fields().allow(STRING, "id", "name").allow("args", ANY_OBJECT))
                    .allow("functionResponse", FUNCTION_RESPONSE)
                    .allow(
                            ANYTHING,
                            "fileData",
                            "videoMetadata",
                            "executableCode",
                            "codeExecutionResult");

    private static final Shape CONTENT = fields().allow("role", STRING).allow("parts", array(PART));

    private static final Shape TOOL =
            fields().allow(
                            "functionDeclarations",
                            array(
                                    fields().require("name", STRING)
                                            .allow("description", STRING)
                                            .allow(
                                                    "behavior",
                                                    oneOf(
                                                            "UNSPECIFIED",
                                                            "BLOCKING",
                                                            "NON_BLOCKING"))
                                            .allow(
                                                    ANYTHING,
                                                    "parameters",
                                                    "parametersJsonSchema",
                                                    "response",
                                                    "responseJsonSchema")))
                    .allow(
                            ANYTHING,
                            "googleSearch",
                            "googleSearchRetrieval",
                            "codeExecution",
                            "urlContext",
                            "googleMaps",
                            "fileSearch",
                            "mcpServers");

    private static final Shape GENERATION =
            fields().allow("responseModalities", array(oneOf("TEXT", "AUDIO", "IMAGE")))
                    .allow("maxOutputTokens", integer(1, 1_000_000))
                    .allow(
                            "speechConfig",
                            fields().allow(
                                            "voiceConfig",
                                            fields().allow(
                                                            "prebuiltVoiceConfig",
                                                            fields().allow("voiceName", STRING))
                                                    .allow("replicatedVoiceConfig", ANYTHING))
                                    .allow("languageCode", STRING)
                                    .allow("multiSpeakerVoiceConfig", ANYTHING))
                    .allow(
                            ANYTHING,
                            "candidateCount",
                            "temperature",
                            "topP",
                            "topK",
                            "seed",
                            "presencePenalty",
                            "frequencyPenalty",
                            "mediaResolution",
                            "enableAffectiveDialog",
                            "thinkingConfig",
                            "translationConfig");

    private static final Shape REALTIME_CONFIG =
            fields().allow(
                            "automaticActivityDetection",
                            fields().allow("disabled", BOOLEAN)
                                    .allow(
                                            "startOfSpeechSensitivity",
                                            oneOf(
                                                    "START_SENSITIVITY_UNSPECIFIED",
                                                    "START_SENSITIVITY_HIGH",
                                                    "START_SENSITIVITY_LOW"))
                                    .allow(
                                            "endOfSpeechSensitivity",
                                            oneOf(
                                                    "END_SENSITIVITY_UNSPECIFIED",
                                                    "END_SENSITIVITY_HIGH",
                                                    "END_SENSITIVITY_LOW"))
                                    .allow(
                                            integer(0, 60_000),
                                            "prefixPaddingMs",
                                            "silenceDurationMs"))
                    .allow(
                            "activityHandling",
                            oneOf(
                                    "ACTIVITY_HANDLING_UNSPECIFIED",
                                    "START_OF_ACTIVITY_INTERRUPTS",
                                    "NO_INTERRUPTION"))
                    .allow(
                            "turnCoverage",
                            oneOf(
                                    "TURN_COVERAGE_UNSPECIFIED",
                                    "TURN_INCLUDES_ONLY_ACTIVITY",
                                    "TURN_INCLUDES_ALL_INPUT",
                                    "TURN_INCLUDES_AUDIO_ACTIVITY_AND_ALL_VIDEO"))
                    .allow("interimTranscriptTimestampEnabled", BOOLEAN);

    private static final Shape SETUP =
            fields().require("model", STRING)
                    .allow("generationConfig", GENERATION)
                    .allow("systemInstruction", CONTENT)
                    .allow("tools", array(TOOL))
                    .allow("realtimeInputConfig", REALTIME_CONFIG)
                    .allow(
                            "sessionResumption",
                            fields().allow("handle", STRING).allow("transparent", BOOLEAN))
                    .allow(
                            "contextWindowCompression",
                            fields().allow("triggerTokens", LONG)
                                    .allow("slidingWindow", fields().allow("targetTokens", LONG)))
                    .allow(ANY_OBJECT, "inputAudioTranscription", "outputAudioTranscription")
                    .allow("proactivity", fields().allow("proactiveAudio", BOOLEAN))
                    .allow(
                            "historyConfig",
                            fields().allow("initialHistoryInClientContent", BOOLEAN))
                    .allow("explicitVadSignal", BOOLEAN)
                    .allow(ANYTHING, "avatarConfig", "safetySettings", "labels");

    private static final Shape MESSAGE =
            fields().allow("setup", SETUP)
                    .allow(
                            "clientContent",
                            fields().allow("turns", array(CONTENT)).allow("turnComplete", BOOLEAN))
                    .allow(
                            "realtimeInput",
                            fields().allow(BLOB, "audio", "video")
                                    .allow("mediaChunks", array(BLOB))
                                    .allow("text", STRING)
                                    .allow("audioStreamEnd", BOOLEAN)
                                    .allow(ANY_OBJECT, "activityStart", "activityEnd"))
                    .allow(
                            "toolResponse",
                            fields().require("functionResponses", array(FUNCTION_RESPONSE)))
                    .allow(
                            "contextUpdate",
                            fields().allow("systemInstruction", CONTENT).allow("tools", ANYTHING));

    private GeminiShapes() {}

    /**
     * Checks a message, whose names are in camel case by now.
     *
     * @return the one thing that it says
     * @throws Refusal if it is not one of the protocol's messages
     */
    static String check(JsonNode message) {
        try {
            MESSAGE.check(message, "");
        } catch (ProtocolException e) {
            throw refusal(e);
        }
        if (message.size() != 1) {
            throw Refusal.invalidArgument();
        }
        return message.propertyNames().iterator().next();
    }

    private static Refusal refusal(ProtocolException e) {
        String path = e.param() == null ? "" : e.param();
        if (!"unknown_parameter".equals(e.code())) {
            return path.isEmpty()
                    ? Refusal.invalidArgument()
                    : new Refusal(Refusal.INVALID, "Invalid value at '" + path + "'");
        }
        int dot = path.lastIndexOf('.');
        String where = dot < 0 ? "" : " at '" + path.substring(0, dot) + "'";
        return new Refusal(
                Refusal.INVALID,
                "Invalid JSON payload received. Unknown name \""
                        + path.substring(dot + 1)
                        + "\""
                        + where
                        + ": Cannot find field.");
    }

    /** The same with all names of fields in camel case: this JSON may be in either. */
    static JsonNode camel(JsonNode value) {
        if (value.isArray()) {
            ArrayNode array = Json.array();
            value.forEach(element -> array.add(camel(element)));
            return array;
        }
        if (!value.isObject()) {
            return value;
        }
        ObjectNode object = Json.object();
        value.properties()
                .forEach(
                        field -> {
                            String name = camel(field.getKey());
                            object.set(
                                    name,
                                    FREE.contains(name)
                                            ? field.getValue()
                                            : camel(field.getValue()));
                        });
        return object;
    }

    private static String camel(String name) {
        if (name.indexOf('_') < 0) {
            return name;
        }
        StringBuilder camel = new StringBuilder();
        boolean upper = false;
        for (char c : name.toCharArray()) {
            if (c == '_') {
                upper = true;
            } else {
                camel.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return camel.toString();
    }
}
