package io.patchbay.provider.openai.internal;

import io.patchbay.api.provider.Feature;
import io.patchbay.api.session.TurnDetection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The kinds of turn detection that a service has.
 *
 * @param kinds the members of each kind, {@code type} among them
 * @param implied the flags that always hold and have no word: left out where they are set, and read
 *     where nothing is said
 * @param wanted members that the service must not miss, with what stands there when nobody says
 * @param none what stands for no detection
 */
record Turns(
        Map<String, Set<String>> kinds,
        Set<String> implied,
        Map<String, JsonNode> wanted,
        JsonNode none) {

    /** By energy and silence, with every member that the dialect knows. */
    static final Set<String> SERVER_VAD =
            Set.of(
                    "type",
                    "threshold",
                    "prefix_padding_ms",
                    "silence_duration_ms",
                    "idle_timeout_ms",
                    "create_response",
                    "interrupt_response");

    /** By what is said. */
    static final Set<String> SEMANTIC_VAD =
            Set.of("type", "eagerness", "create_response", "interrupt_response");

    /** Both, as OpenAI has them. */
    static final Turns BOTH =
            Turns.of(Map.of("server_vad", SERVER_VAD, "semantic_vad", SEMANTIC_VAD));

    Turns {
        kinds = Map.copyOf(kinds);
        implied = Set.copyOf(implied);
        wanted = Map.copyOf(wanted);
    }

    /** Some kinds of which nothing else is to be said. */
    static Turns of(Map<String, Set<String>> kinds) {
        return new Turns(kinds, Set.of(), Map.of(), Json.NODES.nullNode());
    }

    /** The same, where some flags always hold. */
    Turns implying(String... flags) {
        return new Turns(kinds, Set.of(flags), wanted, none);
    }

    /** The same, where some members are always said. */
    Turns wanting(Map<String, JsonNode> members) {
        return new Turns(kinds, implied, members, none);
    }

    /** The same, where a kind of its own says that there is none. */
    Turns noneAs(String kind) {
        return new Turns(kinds, implied, wanted, Json.object().put("type", kind));
    }

    /**
     * A detection in the service's words. By what is said, and no more about it, is what sessions
     * ask for when nobody chose: a service that cannot do it goes by silence.
     */
    ObjectNode write(TurnDetection detection) {
        boolean unchosen =
                detection instanceof TurnDetection.SemanticVad semantic
                        && semantic.eagerness() == null;
        TurnDetection own =
                unchosen && !kinds.containsKey("semantic_vad") && kinds.containsKey("server_vad")
                        ? TurnDetection.ServerVad.defaults()
                                .with(detection.createResponse(), detection.interruptResponse())
                        : detection;
        ObjectNode node = TurnDetectionJson.write(own);
        for (String flag : implied) {
            if (node.path(flag).asBoolean(false)) {
                node.remove(flag);
            }
        }
        for (Map.Entry<String, JsonNode> member : wanted.entrySet()) {
            if (!node.has(member.getKey())) {
                node.set(member.getKey(), member.getValue());
            }
        }
        return node;
    }

    /** Whether this says that there is no detection. */
    boolean isOff(Fields detection) {
        return detection.isNull("type")
                || none.isObject() && none.path("type").equals(detection.node().path("type"));
    }

    /** Reads a detection. */
    TurnDetection read(Fields detection) {
        for (String flag : implied) {
            if (!detection.has(flag)) {
                detection.node().put(flag, true);
            }
        }
        return TurnDetectionJson.read(detection);
    }

    /** Why a service does not take a detection, or null. */
    @Nullable String objection(Profile profile, TurnDetection detection) {
        String wrong = TurnDetectionJson.objection(detection);
        if (wrong != null) {
            return wrong;
        }
        ObjectNode json = write(detection);
        String kind = json.path("type").asString("");
        Set<String> members = kinds.get(kind);
        if (members == null) {
            return "the profile "
                    + profile.name()
                    + " has no turn detection '"
                    + kind
                    + "', only "
                    + String.join(", ", new TreeSet<>(kinds.keySet()));
        }
        if (Boolean.FALSE.equals(detection.createResponse())
                && !profile.has(Feature.CLIENT_RESPONSES)) {
            return "the profile " + profile.name() + " always answers by itself when a turn ends";
        }
        if (Boolean.FALSE.equals(detection.interruptResponse())
                && !profile.has(Feature.CLIENT_INTERRUPTION)) {
            return "the profile "
                    + profile.name()
                    + " always cancels by itself when the caller speaks";
        }
        for (String member : json.propertyNames()) {
            if (!members.contains(member)) {
                return "'"
                        + kind
                        + "' of the profile "
                        + profile.name()
                        + " has no "
                        + member
                        + ", only "
                        + String.join(", ", new TreeSet<>(members));
            }
        }
        return null;
    }
}
