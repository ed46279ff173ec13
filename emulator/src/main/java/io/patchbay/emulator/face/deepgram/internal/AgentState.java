package io.patchbay.emulator.face.deepgram.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.emulator.face.internal.Conversion;
import io.patchbay.emulator.protocol.internal.Json;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the agent is by now, and how the session is told of it. */
final class AgentState {
    private final JsonNode settings;
    private final Conversion heard;
    private final Conversion spoken;
    private final Set<String> ownFunctions = new LinkedHashSet<>();
    private JsonNode think;
    private String prompt;

    /**
     * Reads checked settings.
     *
     * @throws IllegalArgumentException for sound that is not taken here
     */
    AgentState(JsonNode settings) {
        this.settings = settings;
        JsonNode output = settings.path("audio").path("output");
        String container = Json.string(output, "container", "none");
        if (!container.equals("none")) {
            throw new IllegalArgumentException("sound in a container is not made here");
        }
        heard = Conversion.between(format(settings.path("audio").path("input")), session());
        spoken = Conversion.between(session(), format(output));
        think = first(settings.path("agent").path("think"));
        prompt = Json.string(think, "prompt", "");
    }

    private static AudioFormat session() {
        return AudioFormat.PCM16_24K;
    }

    private static AudioFormat format(JsonNode sound) {
        String encoding = Json.string(sound, "encoding", "linear16");
        int rate = sound.path("sample_rate").asInt(24_000);
        return new AudioFormat(
                switch (encoding) {
                    case "linear16" -> AudioFormat.Encoding.PCM16;
                    case "mulaw" -> AudioFormat.Encoding.PCMU;
                    case "alaw" -> AudioFormat.Encoding.PCMA;
                    default -> throw new IllegalArgumentException(encoding + " is not made here");
                },
                rate,
                1);
    }

    private static JsonNode first(JsonNode oneOrSeveral) {
        return oneOrSeveral.isArray() ? oneOrSeveral.path(0) : oneOrSeveral;
    }

    /** The caller's sound as the session takes it. */
    Conversion heard() {
        return heard;
    }

    /** The session's sound as the client wants it. */
    Conversion spoken() {
        return spoken;
    }

    boolean experimental() {
        return settings.path("experimental").asBoolean(false);
    }

    boolean tellsHistory() {
        return settings.path("flags").path("history").asBoolean(true);
    }

    String model() {
        return Json.string(think.path("provider"), "model", "default");
    }

    String greeting() {
        return Json.string(settings.path("agent"), "greeting", "");
    }

    JsonNode past() {
        return settings.path("agent").path("context").path("messages");
    }

    /** Whether a turn can be ended by the client: the second generation of listeners only. */
    boolean turnsCanBeEnded() {
        return "v2"
                .equals(
                        Json.string(
                                listener(settings.path("agent").path("listen")), "version", "v1"));
    }

    /** Whether an update speaks of the listener that there is; it cannot become another. */
    boolean sameListener(JsonNode listen) {
        JsonNode now = listener(settings.path("agent").path("listen"));
        JsonNode wanted = listener(listen);
        return Json.string(now, "version", "v1").equals(Json.string(wanted, "version", "v1"))
                && Json.string(now, "model", "").equals(Json.string(wanted, "model", ""));
    }

    private static JsonNode listener(JsonNode listen) {
        return listen.path("provider");
    }

    /** Another thinker, wholly. */
    void think(JsonNode wanted) {
        think = first(wanted);
        prompt = Json.string(think, "prompt", "");
    }

    /** More to the prompt. */
    void addPrompt(String more) {
        prompt = prompt.isEmpty() ? more : prompt + "\n" + more;
    }

    /** Whether a function is run by the service. */
    boolean own(String function) {
        return ownFunctions.contains(function);
    }

    /** What the session is told. */
    ObjectNode update() {
        ObjectNode session = Json.object().put("type", "realtime").put("instructions", prompt);
        session.putArray("output_modalities").add("audio");
        session.set("tools", tools());
        ObjectNode input = session.putObject("audio").putObject("input");
        input.putObject("turn_detection").put("type", "server_vad");
        input.putObject("transcription").put("model", "whisper-1");
        return session;
    }

    private ArrayNode tools() {
        ownFunctions.clear();
        ArrayNode tools = Json.object().arrayNode();
        for (JsonNode function : think.path("functions")) {
            String name = Json.string(function, "name", "");
            if (function.has("endpoint")) {
                ownFunctions.add(name);
            }
            ObjectNode tool = tools.addObject();
            tool.put("type", "function")
                    .put("name", name)
                    .put("description", Json.string(function, "description", ""));
            if (function.has("parameters")) {
                tool.set("parameters", function.path("parameters"));
            }
        }
        return tools;
    }
}
