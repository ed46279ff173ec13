package io.patchbay.emulator.face.deepgram.internal;

import static io.patchbay.emulator.protocol.internal.Shapes.ANYTHING;
import static io.patchbay.emulator.protocol.internal.Shapes.ANY_OBJECT;
import static io.patchbay.emulator.protocol.internal.Shapes.BOOLEAN;
import static io.patchbay.emulator.protocol.internal.Shapes.STRING;
import static io.patchbay.emulator.protocol.internal.Shapes.array;
import static io.patchbay.emulator.protocol.internal.Shapes.fields;
import static io.patchbay.emulator.protocol.internal.Shapes.integer;
import static io.patchbay.emulator.protocol.internal.Shapes.map;
import static io.patchbay.emulator.protocol.internal.Shapes.number;
import static io.patchbay.emulator.protocol.internal.Shapes.oneOf;

import io.patchbay.emulator.protocol.internal.Shape;
import io.patchbay.emulator.protocol.internal.Shapes;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What clients may send. What the service does not know it refuses. */
final class AgentShapes {
    private static final Shape RATE = integer(8_000, 48_000);

    private static final Shape AUDIO =
            fields().allow(
                            "input",
                            fields().require(
                                            "encoding",
                                            oneOf(
                                                    "linear16",
                                                    "linear32",
                                                    "flac",
                                                    "alaw",
                                                    "mulaw",
                                                    "amr-nb",
                                                    "amr-wb",
                                                    "opus",
                                                    "ogg-opus",
                                                    "speex",
                                                    "g729"))
                                    .require("sample_rate", RATE))
                    .allow(
                            "output",
                            fields().allow(
                                            "encoding",
                                            oneOf(
                                                    "linear16",
                                                    "mulaw",
                                                    "alaw",
                                                    "mp3",
                                                    "opus",
                                                    "flac",
                                                    "aac"))
                                    .allow("sample_rate", RATE)
                                    .allow("bitrate", integer(1, 1_000_000))
                                    .allow("container", oneOf("none", "wav", "ogg")));

    private static final Shape ENDPOINT =
            fields().allow(STRING, "url", "method").allow("headers", map(STRING));

    private static final Shape FUNCTION =
            fields().allow(STRING, "name", "description")
                    .allow("parameters", ANY_OBJECT)
                    .allow("defer_until_eot", BOOLEAN)
                    .allow("endpoint", ENDPOINT);

    private static final Shape PAST_CALL =
            fields().require("id", STRING)
                    .require("name", STRING)
                    .require("client_side", BOOLEAN)
                    .require("arguments", STRING)
                    .require("response", STRING)
                    .allow("thought_signature", STRING);

    private static final Shape PAST = AgentShapes::past;

    private static final Shape CALLS =
            fields().require("type", oneOf("History")).require("function_calls", array(PAST_CALL));

    private static final Shape WORDS =
            fields().require("type", oneOf("History"))
                    .require("role", oneOf("user", "assistant"))
                    .require("content", STRING);

    private static final Shape LISTEN =
            fields().allow(
                            "provider",
                            fields().require("type", oneOf("deepgram"))
                                    .allow("version", oneOf("v1", "v2"))
                                    .allow(STRING, "model", "language")
                                    .allow(array(STRING), "keyterms", "language_hints")
                                    .allow("smart_format", BOOLEAN)
                                    .allow("eot_threshold", number(0.5, 1))
                                    .allow("eager_eot_threshold", number(0.3, 0.9))
                                    .allow("eot_timeout_ms", integer(1, 100_000)));

    private static final Shape THINK =
            oneOrSeveral(
                    fields().require(
                                    "provider",
                                    provider(
                                            "open_ai",
                                            "aws_bedrock",
                                            "anthropic",
                                            "google",
                                            "groq",
                                            "deepgram"))
                            .allow("endpoint", ENDPOINT)
                            .allow("functions", array(FUNCTION))
                            .allow("prompt", STRING)
                            .allow("context_length", ANYTHING));

    private static final Shape SPEAK =
            oneOrSeveral(
                    fields().require(
                                    "provider",
                                    provider(
                                            "deepgram",
                                            "eleven_labs",
                                            "cartesia",
                                            "open_ai",
                                            "aws_polly"))
                            .allow("endpoint", ENDPOINT));

    private static final Shape AGENT =
            fields().allow(STRING, "language", "greeting")
                    .allow("context", fields().allow("messages", array(PAST)))
                    .allow("listen", LISTEN)
                    .allow("think", THINK)
                    .allow("speak", SPEAK);

    /** Every message, by its type. */
    static final Shape MESSAGE =
            Shapes.tagged(
                    "type",
                    new TreeMap<>(
                            Map.of(
                                    "Settings",
                                    message()
                                            .allow("tags", array(STRING))
                                            .allow(BOOLEAN, "experimental", "mip_opt_out")
                                            .allow("flags", fields().allow("history", BOOLEAN))
                                            .require("audio", AUDIO)
                                            .require("agent", AGENT),
                                    "UpdateListen",
                                    message().require("listen", LISTEN),
                                    "UpdateThink",
                                    message().require("think", THINK),
                                    "UpdateSpeak",
                                    message().require("speak", SPEAK),
                                    "UpdatePrompt",
                                    message().require("prompt", STRING),
                                    "InjectUserMessage",
                                    message().require("content", STRING),
                                    "InjectAgentMessage",
                                    message()
                                            .require("message", STRING)
                                            .allow(
                                                    "behavior",
                                                    oneOf("default", "queue", "interrupt")),
                                    "FunctionCallResponse",
                                    message()
                                            .allow("id", STRING)
                                            .require("name", STRING)
                                            .require("content", STRING),
                                    "KeepAlive",
                                    message(),
                                    "ForceEndTurn",
                                    message())));

    private AgentShapes() {}

    private static Shapes.Fields message() {
        return fields().require("type", STRING);
    }

    private static void past(JsonNode value, String path) {
        (value.has("function_calls") ? CALLS : WORDS).check(value, path);
    }

    private static Shape provider(String... types) {
        Shape type = oneOf(types);
        return (value, path) -> {
            ANY_OBJECT.check(value, path);
            type.check(value.path("type"), path + ".type");
        };
    }

    /** Several are asked in their order until one works. */
    private static Shape oneOrSeveral(Shape one) {
        Shape several = array(one);
        return (value, path) -> (value.isArray() ? several : one).check(value, path);
    }
}
