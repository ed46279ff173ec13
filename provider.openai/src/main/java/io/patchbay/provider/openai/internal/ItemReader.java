package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Reads conversation items. Kinds, roles and parts that nobody knows here are kept as they came;
 * nothing is lost because something beside it is odd.
 */
final class ItemReader {

    private ItemReader() {}

    /**
     * Reads an item.
     *
     * @param status what holds when the item itself does not say
     * @param input how caller's sound in it is coded
     * @param output how the model's sound in it is coded
     */
    static Item read(Fields item, ItemStatus status, AudioFormat input, AudioFormat output) {
        String id = item.text("id", "");
        String type = item.wanted("type");
        return switch (type) {
            case "message" -> message(item, id, status(item, status), input, output);
            case "function_call" ->
                    new Item.FunctionCall(
                            id,
                            item.text("call_id", ""),
                            item.wanted("name"),
                            item.text("arguments", ""),
                            status(item, status));
            case "function_call_output" ->
                    new Item.FunctionCallOutput(
                            id, item.wanted("call_id"), item.text("output", ""));
            case "mcp_list_tools" ->
                    new Item.McpListTools(id, item.text("server_label", ""), tools(item));
            case "mcp_call", "mcp_tool_call" -> mcpCall(item, id, status);
            case "mcp_approval_request" ->
                    new Item.McpApprovalRequest(
                            id,
                            item.text("server_label", ""),
                            item.wanted("name"),
                            item.text("arguments", ""));
            case "mcp_approval_response" -> approval(item, id);
            default -> new Item.Extension(id, type, Json.text(item.node()));
        };
    }

    private static Item message(
            Fields item, String id, ItemStatus status, AudioFormat input, AudioFormat output) {
        Role role =
                switch (item.text("role", "")) {
                    case "user" -> Role.USER;
                    case "assistant" -> Role.ASSISTANT;
                    case "system" -> Role.SYSTEM;
                    default -> null;
                };
        if (role == null) {
            return new Item.Extension(id, "message", Json.text(item.node()));
        }
        List<ContentPart> parts = new ArrayList<>();
        JsonNode content = item.value("content");
        if (content != null && content.isString()) {
            parts.add(plain(role, content.stringValue()));
        } else {
            for (Fields part : item.objects("content")) {
                parts.add(part(part, role, role == Role.ASSISTANT ? output : input));
            }
        }
        return new Item.Message(id, role, parts, status);
    }

    private static ContentPart plain(Role role, String text) {
        return role == Role.ASSISTANT
                ? new ContentPart.OutputText(text)
                : new ContentPart.InputText(text);
    }

    /** Reads a part of a message; the beta's names mean what the role makes of them. */
    static ContentPart part(Fields part, Role role, AudioFormat format) {
        String type = part.wanted("type");
        return switch (type) {
            case "input_text" -> new ContentPart.InputText(words(part, "text", "transcript"));
            case "output_text" -> new ContentPart.OutputText(part.text("text", ""));
            case "text" -> plain(role, part.text("text", ""));
            case "input_audio" -> inputAudio(part, format);
            case "output_audio" -> outputAudio(part, format);
            case "audio" ->
                    role == Role.ASSISTANT ? outputAudio(part, format) : inputAudio(part, format);
            case "input_image" -> image(part);
            default -> new ContentPart.Extension(type, Json.text(part.node()));
        };
    }

    /** Qwen and StepFun mistake the one name for the other. */
    private static String words(Fields part, String name, String otherwise) {
        return part.text(part.has(name) ? name : otherwise, "");
    }

    private static ContentPart inputAudio(Fields part, AudioFormat format) {
        return new ContentPart.InputAudio(part.text("transcript"), clip(part, format));
    }

    private static ContentPart outputAudio(Fields part, AudioFormat format) {
        String name = part.has("transcript") ? "transcript" : "text";
        return new ContentPart.OutputAudio(part.text(name), clip(part, format), null);
    }

    private static ContentPart image(Fields part) {
        String url = part.text("image_url");
        return url == null
                ? new ContentPart.Extension("input_image", Json.text(part.node()))
                : new ContentPart.InputImage(url, part.text("detail"));
    }

    private static @Nullable AudioClip clip(Fields part, AudioFormat format) {
        String base64 = part.text("audio");
        if (base64 == null || base64.isEmpty()) {
            return null;
        }
        AudioFormat stated = format;
        JsonNode named = part.value("format");
        if (named != null) {
            AudioFormat known = Formats.read(named);
            if (known == null) {
                part.problem("format", "is not a known sound format");
                return null;
            }
            stated = known;
        }
        try {
            return AudioClip.of(stated, Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException notBase64) {
            part.problem("audio", "is not base64");
            return null;
        }
    }

    private static Item mcpCall(Fields item, String id, ItemStatus status) {
        JsonNode error = item.value("error");
        return new Item.McpCall(
                id,
                item.text("server_label", ""),
                item.wanted("name"),
                item.text("arguments", ""),
                item.textOrJson("output"),
                error == null ? null : Json.text(error),
                item.text("approval_request_id"),
                status(item, status));
    }

    private static Item approval(Fields item, String id) {
        Boolean approve = item.flag("approve");
        if (approve == null) {
            item.problem("approve", "is missing, read as false");
        }
        return new Item.McpApprovalResponse(
                id,
                item.wanted("approval_request_id"),
                approve != null && approve,
                item.text("reason"));
    }

    private static String tools(Fields item) {
        JsonNode tools = item.value("tools");
        if (tools instanceof ArrayNode) {
            return Json.text(tools);
        }
        if (tools != null) {
            item.problem("tools", "is " + Json.kind(tools) + ", not a list");
        }
        return "[]";
    }

    private static ItemStatus status(Fields item, ItemStatus otherwise) {
        String status =
                item.oneOf(
                        "status",
                        List.of("in_progress", "completed", "incomplete", "calling", "failed"));
        if (status == null) {
            return otherwise;
        }
        return switch (status) {
            case "in_progress", "calling" -> ItemStatus.IN_PROGRESS;
            case "completed" -> ItemStatus.COMPLETED;
            default -> ItemStatus.INCOMPLETE;
        };
    }
}
