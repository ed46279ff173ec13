package io.patchbay.bench.internal.load;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The provider's events other than sound, in the order and shape of the GA protocol. */
public final class Say {

    /** Reads and writes. */
    public static final JsonMapper JSON = JsonMapper.shared();

    private final Ids ids;

    /** With identifiers of its own. */
    public Say(Ids ids) {
        this.ids = ids;
    }

    /** An event of this type with an id of its own. */
    public ObjectNode event(String type) {
        return JSON.createObjectNode().put("type", type).put("event_id", ids.next("event"));
    }

    /** The whole session in an event. */
    public String session(String type, ObjectNode session) {
        ObjectNode event = event(type);
        event.set("session", session);
        return event.toString();
    }

    /** The session before the client has said anything. */
    public ObjectNode defaults(String model) {
        ObjectNode session =
                JSON.createObjectNode()
                        .put("type", "realtime")
                        .put("object", "realtime.session")
                        .put("id", ids.next("sess"))
                        .put("model", model)
                        .put("instructions", "")
                        .put("tool_choice", "auto")
                        .put("max_output_tokens", "inf")
                        .put("truncation", "auto")
                        .put("expires_at", 4_102_444_800L);
        session.putArray("output_modalities").add("audio");
        session.putArray("tools");
        session.putNull("tracing");
        session.putNull("prompt");
        session.putNull("include");
        ObjectNode audio = session.putObject("audio");
        ObjectNode input = audio.putObject("input");
        input.putObject("format").put("type", "audio/pcm").put("rate", 24_000);
        input.putNull("transcription");
        input.putNull("noise_reduction");
        input.putObject("turn_detection")
                .put("type", "server_vad")
                .put("threshold", 0.5)
                .put("prefix_padding_ms", 300)
                .put("silence_duration_ms", 200)
                .putNull("idle_timeout_ms")
                .put("create_response", true)
                .put("interrupt_response", true);
        ObjectNode output = audio.putObject("output");
        output.putObject("format").put("type", "audio/pcm").put("rate", 24_000);
        output.put("voice", "marin").put("speed", 1.0);
        return session;
    }

    /** Lays what the client asked for over what is in force. */
    public static void merge(ObjectNode session, ObjectNode change) {
        for (var member : change.properties()) {
            JsonNode old = session.get(member.getKey());
            boolean exchanged = "turn_detection".equals(member.getKey());
            if (old instanceof ObjectNode below
                    && member.getValue() instanceof ObjectNode above
                    && !exchanged) {
                merge(below, above);
            } else {
                session.set(member.getKey(), member.getValue());
            }
        }
    }

    /** A message; {@code part} is its one part, empty for none. */
    public ObjectNode message(String id, String role, String status, String part, String text) {
        ObjectNode item =
                JSON.createObjectNode()
                        .put("id", id)
                        .put("object", "realtime.item")
                        .put("type", "message")
                        .put("status", status)
                        .put("role", role);
        ArrayNode content = item.putArray("content");
        if (!part.isEmpty()) {
            content.addObject()
                    .put("type", part)
                    .put("output_audio".equals(part) ? "transcript" : "text", text);
        }
        return item;
    }

    /** A call of a function. */
    public ObjectNode call(String id, String status, String callId, String name, String arguments) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("object", "realtime.item")
                .put("type", "function_call")
                .put("status", status)
                .put("call_id", callId)
                .put("name", name)
                .put("arguments", arguments);
    }

    /** {@code conversation.item.added} or {@code .done}. */
    public String item(String type, String previous, ObjectNode item) {
        ObjectNode event = event(type);
        if (previous.isEmpty()) {
            event.putNull("previous_item_id");
        } else {
            event.put("previous_item_id", previous);
        }
        event.set("item", item);
        return event.toString();
    }

    /** {@code response.output_item.added} or {@code .done}. */
    public String outputItem(String type, String responseId, ObjectNode item) {
        ObjectNode event = event(type).put("response_id", responseId).put("output_index", 0);
        event.set("item", item);
        return event.toString();
    }

    /** An event about a response as a whole. */
    public String response(String type, String id, String status, ObjectNode... output) {
        ObjectNode event = event(type);
        ObjectNode response =
                event.putObject("response")
                        .put("object", "realtime.response")
                        .put("id", id)
                        .put("status", status)
                        .put("conversation_id", "conv_load")
                        .put("max_output_tokens", "inf");
        response.putNull("status_details");
        response.putArray("output_modalities").add("audio");
        ArrayNode items = response.putArray("output");
        for (ObjectNode item : output) {
            items.add(item);
        }
        if ("completed".equals(status)) {
            ObjectNode usage =
                    response.putObject("usage")
                            .put("total_tokens", 120)
                            .put("input_tokens", 70)
                            .put("output_tokens", 50);
            usage.putObject("input_token_details")
                    .put("text_tokens", 50)
                    .put("audio_tokens", 20)
                    .put("image_tokens", 0)
                    .put("cached_tokens", 0);
            usage.putObject("output_token_details").put("text_tokens", 10).put("audio_tokens", 40);
        } else {
            response.putNull("usage");
        }
        response.putNull("metadata");
        return event.toString();
    }

    /** An event about a content part; {@code member} and {@code value} are its own. */
    public String content(
            String type, String responseId, String itemId, String member, String value) {
        ObjectNode event = content(type, responseId, itemId);
        if (!member.isEmpty()) {
            event.put(member, value);
        }
        return event.toString();
    }

    /** An event about the whole of a content part. */
    public String part(String type, String responseId, String itemId, String transcript) {
        ObjectNode event = content(type, responseId, itemId);
        event.putObject("part").put("type", "audio").put("transcript", transcript);
        return event.toString();
    }

    private ObjectNode content(String type, String responseId, String itemId) {
        return event(type)
                .put("response_id", responseId)
                .put("item_id", itemId)
                .put("output_index", 0)
                .put("content_index", 0);
    }

    /** An event about the arguments of a call. */
    public String arguments(
            String type,
            String responseId,
            String itemId,
            String callId,
            String name,
            String member,
            String value) {
        ObjectNode event =
                event(type)
                        .put("response_id", responseId)
                        .put("item_id", itemId)
                        .put("output_index", 0)
                        .put("call_id", callId);
        if (type.endsWith(".done")) {
            event.put("name", name);
        }
        return event.put(member, value).toString();
    }

    /** An event that names one thing, or nothing. */
    public String about(String type, String member, String value) {
        ObjectNode event = event(type);
        if (!member.isEmpty()) {
            event.put(member, value);
        }
        return event.toString();
    }

    /** A complaint about what the client sent. */
    public String error(String message) {
        ObjectNode event = event("error");
        event.putObject("error")
                .put("type", "invalid_request_error")
                .put("code", "invalid_value")
                .put("message", message)
                .putNull("param")
                .putNull("event_id");
        return event.toString();
    }
}
