package io.patchbay.provider.openai.internal;

import io.patchbay.api.session.TurnDetection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Turn detection in the protocol's words. */
final class TurnDetectionJson {

    static final List<String> EAGERNESS = List.of("low", "medium", "high", "auto");

    private TurnDetectionJson() {}

    /** Reads one; a kind or member without a word in the API is kept as JSON, whole. */
    static TurnDetection read(Fields fields) {
        Boolean create = fields.flag("create_response");
        Boolean interrupt = fields.flag("interrupt_response");
        String type = fields.text("type", "server_vad");
        if (type.equals("server_vad") && knows(Turns.SERVER_VAD, fields)) {
            return new TurnDetection.ServerVad(
                    fields.numberOrNull("threshold"),
                    fields.integerOrNull("prefix_padding_ms"),
                    fields.integerOrNull("silence_duration_ms"),
                    fields.integerOrNull("idle_timeout_ms"),
                    create,
                    interrupt);
        }
        if (type.equals("semantic_vad") && knows(Turns.SEMANTIC_VAD, fields)) {
            return new TurnDetection.SemanticVad(
                    fields.oneOf("eagerness", EAGERNESS), create, interrupt);
        }
        ObjectNode rest = fields.node().deepCopy();
        rest.remove(List.of("create_response", "interrupt_response"));
        return new TurnDetection.Extension(Json.text(rest), create, interrupt);
    }

    private static boolean knows(Set<String> names, Fields fields) {
        return names.containsAll(fields.node().propertyNames());
    }

    static ObjectNode write(TurnDetection detection) {
        ObjectNode node = Json.object();
        if (detection instanceof TurnDetection.ServerVad vad) {
            node.put("type", "server_vad");
            put(node, "threshold", vad.threshold());
            put(node, "prefix_padding_ms", vad.prefixPaddingMillis());
            put(node, "silence_duration_ms", vad.silenceDurationMillis());
            put(node, "idle_timeout_ms", vad.idleTimeoutMillis());
        } else if (detection instanceof TurnDetection.SemanticVad vad) {
            node.put("type", "semantic_vad");
            if (vad.eagerness() != null) {
                node.put("eagerness", vad.eagerness());
            }
        } else if (detection instanceof TurnDetection.Extension other) {
            node = Json.object("turn detection", other.json());
        }
        if (detection.createResponse() != null) {
            node.put("create_response", detection.createResponse());
        }
        if (detection.interruptResponse() != null) {
            node.put("interrupt_response", detection.interruptResponse());
        }
        return node;
    }

    private static void put(ObjectNode node, String name, @Nullable Integer value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static void put(ObjectNode node, String name, @Nullable Double value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    /** What is wrong with one, or null. */
    static @Nullable String objection(TurnDetection detection) {
        if (detection instanceof TurnDetection.SemanticVad vad
                && vad.eagerness() != null
                && !EAGERNESS.contains(vad.eagerness())) {
            return "eagerness must be one of " + EAGERNESS + ", not '" + vad.eagerness() + "'";
        }
        if (detection instanceof TurnDetection.ServerVad vad) {
            Double threshold = vad.threshold();
            if (threshold != null && !(threshold >= 0 && threshold <= 1)) {
                return "threshold must be between 0 and 1, not " + threshold;
            }
        }
        return null;
    }
}
