package io.patchbay.provider.openai.internal;

import io.patchbay.api.provider.Feature;
import io.patchbay.api.session.TurnDetection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The kinds of turn detection that a service has.
 *
 * @param kinds the members of each kind, {@code type} among them
 */
record Turns(Map<String, Set<String>> kinds) {

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
            new Turns(Map.of("server_vad", SERVER_VAD, "semantic_vad", SEMANTIC_VAD));

    Turns {
        kinds = Map.copyOf(kinds);
    }

    /** Why a service does not take a detection, or null. */
    @Nullable String objection(Profile profile, TurnDetection detection) {
        String wrong = TurnDetectionJson.objection(detection);
        if (wrong != null) {
            return wrong;
        }
        ObjectNode json = TurnDetectionJson.write(detection);
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
        return null;
    }
}
