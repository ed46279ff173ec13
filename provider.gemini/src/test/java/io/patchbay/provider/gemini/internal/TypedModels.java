package io.patchbay.provider.gemini.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.genai.types.LiveClientMessage;
import com.google.genai.types.LiveServerMessage;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The protocol as Google's own client for Java types it: {@code google-genai} 1.70.0. */
final class TypedModels {

    private TypedModels() {}

    /** Reads a client message; fails unless the types hold all of it, with nothing unknown. */
    static LiveClientMessage conforming(String json) {
        LiveClientMessage typed = LiveClientMessage.fromJson(json);
        List<String> lost = new ArrayList<>();
        lost("", Json.object("sent", json), Json.object("typed", typed.toJson()), lost);
        assertEquals(List.of(), lost, json);
        return typed;
    }

    /** Every member of what was sent is in what the types hold, and is the same there. */
    private static void lost(String path, JsonNode sent, JsonNode typed, List<String> lost) {
        if (sent instanceof ObjectNode object) {
            object.properties()
                    .forEach(
                            member -> {
                                JsonNode other = typed.get(member.getKey());
                                String name = path + "." + member.getKey();
                                if (other == null) {
                                    lost.add(name);
                                } else {
                                    lost(name, member.getValue(), other, lost);
                                }
                            });
        } else if (sent instanceof ArrayNode all) {
            if (all.size() != typed.size()) {
                lost.add(path);
            }
            for (int i = 0; i < Math.min(all.size(), typed.size()); i++) {
                lost(path + "[" + i + "]", all.get(i), typed.get(i), lost);
            }
        } else if (sent.isNumber() && typed.isNumber()) {
            if (sent.doubleValue() != typed.doubleValue()) {
                lost.add(path + ": " + sent + " became " + typed);
            }
        } else if (!plain(sent).equals(plain(typed))) {
            lost.add(path + ": " + sent + " became " + typed);
        }
    }

    /** Numbers of 64 bits are texts on this wire, and numbers are welcome. */
    private static String plain(JsonNode value) {
        return value.isString() ? value.stringValue() : value.toString();
    }

    /** A message of the service, as the types write it. */
    static String json(LiveServerMessage.Builder message) {
        return message.build().toJson();
    }
}
