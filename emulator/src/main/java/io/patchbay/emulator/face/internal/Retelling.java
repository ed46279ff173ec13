package io.patchbay.emulator.face.internal;

import io.patchbay.emulator.protocol.internal.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Lets a session know what another one was about: how faces go on with a conversation. */
public final class Retelling {
    private Retelling() {}

    /**
     * Tells a session the items of another's conversation, sound as its words.
     *
     * @param items as {@link FaceLine#conversation} gave them
     */
    public static void tell(FaceLine line, List<String> items) {
        for (String item : items) {
            again(Json.parse(item))
                    .ifPresent(
                            told -> {
                                ObjectNode create =
                                        Json.object().put("type", "conversation.item.create");
                                create.set("item", told);
                                line.send(create);
                            });
        }
    }

    /** An item as it can be told; empty if there is no way, or nothing in it. */
    private static Optional<ObjectNode> again(JsonNode item) {
        String type = Json.string(item, "type", "");
        if (type.startsWith("function_call")) {
            ObjectNode copy = (ObjectNode) item.deepCopy();
            copy.remove(List.of("id", "object", "status"));
            return Optional.of(copy);
        }
        StringBuilder words = new StringBuilder();
        for (JsonNode part : item.path("content")) {
            words.append(Json.string(part, "text", Json.string(part, "transcript", "")));
        }
        if (!"message".equals(type) || words.isEmpty()) {
            return Optional.empty();
        }
        String role = Json.string(item, "role", "user");
        ObjectNode message = Json.object().put("type", "message").put("role", role);
        message.putArray("content")
                .addObject()
                .put("type", "assistant".equals(role) ? "output_text" : "input_text")
                .put("text", words.toString());
        return Optional.of(message);
    }
}
