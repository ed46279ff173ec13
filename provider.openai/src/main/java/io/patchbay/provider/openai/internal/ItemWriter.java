package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes conversation items as a client may create them. What the protocol does not take is said in
 * words that it takes, or refused: the model's sound is replaced by its text.
 */
final class ItemWriter {

    private final Profile profile;
    private final Names names;
    private final AudioFormat input;

    /**
     * A writer.
     *
     * @param profile the service
     * @param input the format in which the line takes caller's sound
     */
    ItemWriter(Profile profile, AudioFormat input) {
        this.profile = profile;
        this.names = profile.names();
        this.input = input;
    }

    /**
     * Writes an item.
     *
     * @throws IllegalArgumentException when it cannot be expressed
     */
    ObjectNode write(Item item) {
        ObjectNode node = plain(item);
        return profile.has(Quirk.ITEM_OBJECTS) ? node.put("object", "realtime.item") : node;
    }

    private ObjectNode plain(Item item) {
        if (item instanceof Item.Message message) {
            return message(message);
        }
        if (item instanceof Item.Extension extension) {
            ObjectNode node = Json.object("item", extension.json());
            node.put("type", extension.type());
            return named(node, extension.id());
        }
        ObjectNode node = Json.object();
        if (item instanceof Item.FunctionCall call) {
            node.put("type", "function_call");
            named(node, call.id());
            node.put("name", call.name()).put("arguments", call.arguments());
            callId(node, call.callId());
            return status(node, call.status());
        }
        if (item instanceof Item.FunctionCallOutput output) {
            node.put("type", "function_call_output");
            callId(named(node, output.id()), output.callId());
            return node.put("output", output.output());
        }
        if (item instanceof Item.McpApprovalResponse response) {
            node.put("type", "mcp_approval_response")
                    .put("id", idOrNew(response.id(), "mcpa_"))
                    .put("approval_request_id", response.approvalRequestId())
                    .put("approve", response.approve());
            return response.reason() == null ? node : node.put("reason", response.reason());
        }
        if (item instanceof Item.McpApprovalRequest request) {
            return node.put("type", "mcp_approval_request")
                    .put("id", idOrNew(request.id(), "mcpr_"))
                    .put("server_label", request.serverLabel())
                    .put("name", request.name())
                    .put("arguments", request.arguments());
        }
        if (item instanceof Item.McpListTools list) {
            node.put("type", "mcp_list_tools");
            named(node, list.id()).put("server_label", list.serverLabel());
            node.set("tools", Json.parse("toolsJson of the item", list.toolsJson()));
            return node;
        }
        if (item instanceof Item.McpCall call) {
            return mcpCall(call, node);
        }
        throw new IllegalArgumentException("an item of kind " + item.getClass().getSimpleName());
    }

    /** The id of a call, which not every service has given one. */
    private static void callId(ObjectNode node, String id) {
        if (!id.isEmpty() && !id.startsWith(AnswerCompletion.UNNAMED_CALL)) {
            node.put("call_id", id);
        }
    }

    private ObjectNode message(Item.Message message) {
        ObjectNode node = Json.object();
        node.put("type", "message");
        named(node, message.id());
        node.put("role", role(message.role()));
        ArrayNode content = node.putArray("content");
        for (ContentPart part : message.content()) {
            content.add(part(part, message.role()));
        }
        return message.role() == Role.SYSTEM ? node : status(node, message.status());
    }

    private static String role(Role role) {
        return switch (role) {
            case SYSTEM -> "system";
            case USER -> "user";
            case ASSISTANT -> "assistant";
        };
    }

    private ObjectNode part(ContentPart part, Role role) {
        if (part instanceof ContentPart.InputText text) {
            return text(text.text(), role);
        }
        if (part instanceof ContentPart.OutputText text) {
            return text(text.text(), role);
        }
        if (part instanceof ContentPart.OutputAudio audio) {
            String words = audio.heard() == null ? audio.transcript() : audio.heard().text();
            if (words == null) {
                throw new IllegalArgumentException(
                        "content: the model's sound without its transcript cannot be put into a"
                                + " conversation");
            }
            return text(words, role);
        }
        if (part instanceof ContentPart.InputAudio audio) {
            return inputAudio(audio, role);
        }
        if (part instanceof ContentPart.InputImage image) {
            only(role, Role.USER, "a picture");
            ObjectNode node = Json.object().put("type", "input_image");
            node.put("image_url", image.url());
            return image.detail() == null ? node : node.put("detail", image.detail());
        }
        ContentPart.Extension extension = (ContentPart.Extension) part;
        return Json.object("content part", extension.json()).put("type", extension.type());
    }

    private ObjectNode text(String words, Role role) {
        return Json.object()
                .put("type", role == Role.ASSISTANT ? names.assistantText() : "input_text")
                .put("text", words);
    }

    private ObjectNode inputAudio(ContentPart.InputAudio part, Role role) {
        AudioClip clip = part.audio();
        if (clip == null) {
            if (part.transcript() == null) {
                throw new IllegalArgumentException(
                        "content: caller's sound that is neither stored nor transcribed cannot be"
                                + " put into a conversation");
            }
            return text(part.transcript(), role);
        }
        only(role, Role.USER, "caller's sound");
        if (!clip.format().equals(input)) {
            throw new IllegalArgumentException(
                    "content: the sound is " + clip.format() + ", the line takes " + input);
        }
        ByteBuffer bytes = clip.bytes();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        ObjectNode node = Json.object().put("type", "input_audio");
        node.put("audio", Base64.getEncoder().encodeToString(copy));
        return part.transcript() == null ? node : node.put("transcript", part.transcript());
    }

    private static void only(Role role, Role allowed, String what) {
        if (role != allowed) {
            throw new IllegalArgumentException(
                    "content: " + what + " belongs into a message of the role " + role(allowed));
        }
    }

    private static ObjectNode mcpCall(Item.McpCall call, ObjectNode node) {
        node.put("type", "mcp_call")
                .put("id", idOrNew(call.id(), "mcp_"))
                .put("server_label", call.serverLabel())
                .put("name", call.name())
                .put("arguments", call.arguments());
        if (call.output() != null) {
            node.put("output", call.output());
        }
        if (call.errorJson() != null) {
            node.set("error", Json.parse("errorJson of the item", call.errorJson()));
        }
        return call.approvalRequestId() == null
                ? node
                : node.put("approval_request_id", call.approvalRequestId());
    }

    ArrayNode writeAll(List<Item> items) {
        ArrayNode array = Json.NODES.arrayNode();
        items.forEach(item -> array.add(write(item)));
        return array;
    }

    private static ObjectNode named(ObjectNode node, String id) {
        return id.isEmpty() ? node : node.put("id", id);
    }

    /** Only what was cut short says so; everything else a client creates is whole. */
    private static ObjectNode status(ObjectNode node, @Nullable ItemStatus status) {
        return status == ItemStatus.INCOMPLETE ? node.put("status", "incomplete") : node;
    }

    /** The kinds around MCP must carry an id, even from a client; 32 characters are allowed. */
    private static String idOrNew(String id, String prefix) {
        return id.isEmpty()
                ? prefix + UUID.randomUUID().toString().replace("-", "").substring(0, 24)
                : id;
    }
}
