package io.patchbay.emulator.session.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.emulator.model.internal.ModelInput;
import io.patchbay.emulator.protocol.internal.Ids;
import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes items: of what clients send, and of what the model and the user say. */
final class ItemFactory {
    private ItemFactory() {}

    /**
     * An item as a client gave it, with everything filled in that was left open.
     *
     * @param format how sound in it is coded
     * @param path where it stands in the event, for errors
     * @throws ProtocolException for sound that is no base64
     */
    static Item fromClient(JsonNode given, AudioFormat format, String path) {
        ObjectNode json = Json.object();
        String type = Json.string(given, "type", "");
        json.put("id", Json.string(given, "id", Ids.next(prefix(type))));
        json.put("type", type).put("object", "realtime.item");
        given.properties()
                .forEach(
                        field -> {
                            if (!json.has(field.getKey())) {
                                json.set(field.getKey(), field.getValue().deepCopy());
                            }
                        });
        if (type.startsWith("mcp_")) {
            json.remove("object");
            json.remove("status");
        } else {
            json.put("status", "completed");
        }
        if ("function_call".equals(type) && !Json.present(json, "call_id")) {
            json.put("call_id", Ids.next("call_"));
        }
        if ("mcp_call".equals(type) && !json.has("output")) {
            json.putNull("output");
        }
        Item item = new Item(json);
        if (json.get("content") instanceof ArrayNode content) {
            for (int i = 0; i < content.size(); i++) {
                takeAudio(
                        item, (ObjectNode) content.get(i), i, format, path + ".content[" + i + "]");
            }
        }
        return item;
    }

    private static void takeAudio(
            Item item, ObjectNode part, int index, AudioFormat format, String path) {
        JsonNode audio = part.remove("audio");
        if (audio == null || !audio.isString()) {
            return;
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(audio.stringValue());
        } catch (IllegalArgumentException e) {
            throw ProtocolException.invalidValue(
                    "Invalid '" + path + ".audio': no base64.", path + ".audio");
        }
        String transcript = Json.string(part, "transcript", "");
        part.put("transcript", transcript.isEmpty() ? null : transcript);
        item.audio(index, new AudioClip(bytes, format));
        Hearing hearing = item.hearing(index);
        if (!transcript.isEmpty() && hearing != null) {
            hearing.complete(new ModelInput(ModelInput.Kind.TEXT, transcript));
        }
    }

    private static String prefix(String type) {
        return switch (type) {
            case "mcp_list_tools" -> "mcpl_";
            case "mcp_call" -> "mcp_";
            case "mcp_approval_request", "mcp_approval_response" -> "mcpr_";
            default -> "item_";
        };
    }

    /** What the user said. */
    static Item userAudio(String id, AudioClip clip) {
        ObjectNode json = message(id, "user", "completed");
        // clients rely on the key being there, even with nothing in it
        json.putArray("content").addObject().put("type", "input_audio").putNull("transcript");
        Item item = new Item(json);
        item.audio(0, clip);
        return item;
    }

    /** A message that the model begins. */
    static Item assistant() {
        ObjectNode json = message(Ids.next("item_"), "assistant", "in_progress");
        json.putArray("content");
        return new Item(json);
    }

    /** A function call that the model begins. */
    static Item functionCall(String name) {
        return new Item(
                Json.object()
                        .put("id", Ids.next("item_"))
                        .put("type", "function_call")
                        .put("object", "realtime.item")
                        .put("status", "in_progress")
                        .put("name", name)
                        .put("call_id", Ids.next("call_"))
                        .put("arguments", ""));
    }

    /** An mcp call that the model begins. */
    static Item mcpCall(String server, String name, @Nullable String requestId) {
        return new Item(
                Json.object()
                        .put("id", Ids.next("mcp_"))
                        .put("type", "mcp_call")
                        .put("server_label", server)
                        .put("name", name)
                        .put("arguments", "")
                        .putNull("output")
                        .putNull("error")
                        .put("approval_request_id", requestId));
    }

    /** The question whether an mcp call is all right. */
    static Item approvalRequest(String server, String name, String arguments) {
        return new Item(
                Json.object()
                        .put("id", Ids.next("mcpr_"))
                        .put("type", "mcp_approval_request")
                        .put("server_label", server)
                        .put("name", name)
                        .put("arguments", arguments));
    }

    private static ObjectNode message(String id, String role, String status) {
        return Json.object()
                .put("id", id)
                .put("type", "message")
                .put("object", "realtime.item")
                .put("status", status)
                .put("role", role);
    }
}
