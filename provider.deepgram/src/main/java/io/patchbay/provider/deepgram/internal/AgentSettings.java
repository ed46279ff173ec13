package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.Transcription;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.session.Voice;
import io.patchbay.api.tool.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the service is told to be: a configuration in its words, over the operator's defaults, and
 * under what the operator and the session give as the service's own JSON. Functions are always
 * those of the session, run here, with those of that JSON, which the service runs by itself. Where
 * that JSON lists several thinkers or speakers, to fall back to, each is completed.
 */
final class AgentSettings {

    /** What {@code agent.think.provider.type} may be; a model may be named with it in front. */
    private static final Set<String> THINKERS =
            Set.of("open_ai", "anthropic", "google", "groq", "aws_bedrock", "deepgram");

    private static final String FUNCTIONS = "functions";

    private final ServiceSettings service;
    private final @Nullable String model;
    private final List<ObjectNode> overlays = new ArrayList<>(2);

    /**
     * For one line.
     *
     * @param model the model that the session asked for, or null
     * @throws IllegalArgumentException when the provider data is no JSON object
     */
    AgentSettings(ServiceSettings service, @Nullable String model, SessionConfig config) {
        this.service = service;
        this.model = model;
        if (service.settings() != null) {
            overlays.add(service.settings());
        }
        config.value(ConfigField.PROVIDER_DATA)
                .ifPresent(json -> overlays.add(Json.object("provider data", json)));
    }

    /** The opening message. */
    ObjectNode opening(SessionConfig config, List<Item> history) {
        ObjectNode whole = Json.message("Settings");
        ObjectNode audio = whole.putObject("audio");
        audio.set("input", SoundNames.write(input(config)));
        audio.set("output", SoundNames.write(output(config)).put("container", "none"));
        ObjectNode agent = whole.putObject("agent");
        ArrayNode messages = PastMessages.of(history);
        if (!messages.isEmpty()) {
            agent.putObject("context").set("messages", messages);
        }
        overlays.forEach(over -> Json.merge(whole, over));
        agent.set("listen", section("listen", listen(config)));
        agent.set("think", section("think", think(config)));
        agent.set("speak", section("speak", speak(config)));
        return whole.put("type", "Settings");
    }

    ObjectNode updateThink(SessionConfig config) {
        ObjectNode message = Json.message("UpdateThink");
        message.set("think", section("think", think(config)));
        return message;
    }

    ObjectNode updateSpeak(SessionConfig config) {
        ObjectNode message = Json.message("UpdateSpeak");
        message.set("speak", section("speak", speak(config)));
        return message;
    }

    static AudioFormat input(SessionConfig config) {
        return config.value(ConfigField.INPUT_FORMAT).orElse(AudioFormat.PCM16_24K);
    }

    static AudioFormat output(SessionConfig config) {
        return config.value(ConfigField.OUTPUT_FORMAT).orElse(AudioFormat.PCM16_24K);
    }

    private ObjectNode listen(SessionConfig config) {
        Transcription wish = config.value(ConfigField.TRANSCRIPTION).orElse(null);
        String hears = wish == null || wish.model() == null ? service.listenModel() : wish.model();
        String language =
                wish == null || wish.language() == null ? service.language() : wish.language();
        boolean flux = hears.startsWith("flux");
        ObjectNode listen = Json.object();
        ObjectNode provider =
                listen.putObject("provider")
                        .put("type", "deepgram")
                        .put("version", flux ? "v2" : "v1")
                        .put("model", hears);
        if (language != null && !flux) {
            provider.put("language", language);
        } else if (language != null && hears.endsWith("-multi")) {
            provider.putArray("language_hints").add(language);
        }
        if (wish != null && !wish.keywords().isEmpty()) {
            ArrayNode terms = provider.putArray("keyterms");
            wish.keywords().forEach(terms::add);
        }
        if (config.value(ConfigField.TURN_DETECTION).orElse(null)
                instanceof TurnDetection.Extension own) {
            Json.merge(provider, Json.object("turn detection", own.json()));
        }
        return listen;
    }

    private ObjectNode think(SessionConfig config) {
        ObjectNode think = Json.object();
        String type = service.thinkProvider();
        String thinks = model == null ? service.thinkModel() : model;
        int slash = thinks.indexOf('/');
        if (slash > 0 && THINKERS.contains(thinks.substring(0, slash))) {
            type = thinks.substring(0, slash);
            thinks = thinks.substring(slash + 1);
        }
        think.putObject("provider").put("type", type).put("model", thinks);
        config.value(ConfigField.INSTRUCTIONS)
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> think.put("prompt", text));
        ArrayNode functions = think.putArray(FUNCTIONS);
        for (ToolDefinition tool : config.value(ConfigField.TOOLS).orElse(List.of())) {
            if (tool instanceof ToolDefinition.Function function) {
                functions
                        .addObject()
                        .put("name", function.name())
                        .put("description", function.description())
                        .set(
                                "parameters",
                                Json.object(
                                        "the parameters of tool '" + function.name() + "'",
                                        function.parameters()));
            } else {
                throw new IllegalArgumentException(Wishes.hosted(tool));
            }
        }
        return think;
    }

    private ObjectNode speak(SessionConfig config) {
        String voice = config.value(ConfigField.VOICE).map(Voice::id).orElse(service.speakModel());
        ObjectNode speak = Json.object();
        ObjectNode provider = speak.putObject("provider").put("type", "deepgram");
        if (voice.startsWith("flux")) {
            provider.put("version", "v2");
        }
        provider.put("model", voice);
        config.value(ConfigField.SPEED).ifPresent(speed -> provider.put("speed", speed));
        return speak;
    }

    /** A part of the agent with what the overlays say of it. */
    private JsonNode section(String name, ObjectNode own) {
        JsonNode section = own;
        for (ObjectNode overlay : overlays) {
            JsonNode over = overlay.path("agent").path(name);
            if (over instanceof ArrayNode several) {
                ArrayNode all = several.arrayNode();
                several.forEach(one -> all.add(over(own, one)));
                section = all;
            } else if (over.isObject() && section instanceof ArrayNode several) {
                ArrayNode all = several.arrayNode();
                several.forEach(
                        one -> all.add(one instanceof ObjectNode base ? over(base, over) : one));
                section = all;
            } else if (section instanceof ObjectNode base) {
                section = over(base, over);
            }
        }
        return section;
    }

    private static JsonNode over(ObjectNode own, JsonNode over) {
        if (!(over instanceof ObjectNode above)) {
            return own;
        }
        ObjectNode merged = own.deepCopy();
        Json.merge(merged, above);
        if (own.get(FUNCTIONS) instanceof ArrayNode ours
                && above.get(FUNCTIONS) instanceof ArrayNode theirs) {
            ArrayNode all = merged.putArray(FUNCTIONS);
            all.addAll(ours);
            all.addAll(theirs);
        }
        return merged;
    }
}
