package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was said before, as the opening takes it: words of the caller and of the model, and calls
 * with what they came to. There is no place for anything else.
 */
final class PastMessages {

    private PastMessages() {}

    static ArrayNode of(List<Item> history) {
        Map<String, String> outputs = outputs(history);
        ArrayNode messages = Json.object().arrayNode();
        for (Item item : history) {
            if (item instanceof Item.Message said && tellable(said)) {
                messages.add(
                        Json.message("History")
                                .put("role", said.role() == Role.USER ? "user" : "assistant")
                                .put("content", said.inWriting().text()));
            } else if (item instanceof Item.FunctionCall call
                    && outputs.containsKey(call.callId())) {
                ObjectNode message = Json.message("History");
                message.putArray("function_calls")
                        .addObject()
                        .put("id", call.callId())
                        .put("name", call.name())
                        .put("client_side", true)
                        .put("arguments", call.arguments())
                        .put("response", outputs.get(call.callId()));
                messages.add(message);
            }
        }
        return messages;
    }

    /** How many of the items the opening has no place for. */
    static int untold(List<Item> history) {
        Map<String, String> outputs = outputs(history);
        int untold = 0;
        for (Item item : history) {
            boolean told =
                    item instanceof Item.Message said
                            ? tellable(said)
                            : item instanceof Item.FunctionCall call
                                    ? outputs.containsKey(call.callId())
                                    : item instanceof Item.FunctionCallOutput;
            untold += told ? 0 : 1;
        }
        return untold;
    }

    private static boolean tellable(Item.Message message) {
        return message.role() != Role.SYSTEM && !message.inWriting().text().isEmpty();
    }

    private static Map<String, String> outputs(List<Item> history) {
        Map<String, String> outputs = new HashMap<>();
        for (Item item : history) {
            if (item instanceof Item.FunctionCallOutput output) {
                outputs.put(output.callId(), output.output());
            }
        }
        return outputs;
    }
}
