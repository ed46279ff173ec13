package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What clients do to the conversation: create, retrieve, truncate and delete items. */
final class ItemEdits {
    private static final String ROOT = "root";

    private final SessionContext context;
    private final Conversation conversation;

    ItemEdits(SessionContext context) {
        this.context = context;
        this.conversation = context.conversation;
    }

    /** A client's text as it is shown in an error message. */
    static String shown(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }

    /** Adds the item and tells so; the answer is the item. */
    Item create(JsonNode event) {
        Item item =
                ItemFactory.fromClient(event.path("item"), context.config.inputFormat(), "item");
        check(item);
        String previousId = Json.string(event, "previous_item_id", "");
        String previous;
        if (previousId.isEmpty()) {
            previous = conversation.append(item);
        } else if (ROOT.equals(previousId)) {
            conversation.prepend(item);
            previous = null;
        } else {
            Item before = conversation.find(previousId);
            if (before == null) {
                throw ProtocolException.invalid(
                        "item_create_invalid_previous_item_id",
                        "There is no item '" + shown(previousId) + "' to insert after.",
                        "previous_item_id");
            }
            conversation.insertAfter(before, item);
            previous = previousId;
        }
        conversation.retain(item);
        context.tell("conversation.item.added", item, previous);
        context.tell("conversation.item.done", item, previous);
        return item;
    }

    private void check(Item item) {
        if (conversation.find(item.id()) != null || ROOT.equals(item.id())) {
            throw ProtocolException.invalid(
                    "item_create_invalid_item_id",
                    "There is an item '" + shown(item.id()) + "' already.",
                    "item.id");
        }
        String callId = Json.string(item.json(), "call_id", "");
        if ("function_call_output".equals(item.type()) && !conversation.hasCall(callId)) {
            throw ProtocolException.invalidValue(
                    "There is no function call '" + shown(callId) + "' in the conversation.",
                    "item.call_id");
        }
        String request = Json.string(item.json(), "approval_request_id", "");
        if ("mcp_approval_response".equals(item.type())
                && conversation.approvalRequest(request) == null) {
            throw ProtocolException.invalidValue(
                    "There is no approval request '" + shown(request) + "' in the conversation.",
                    "item.approval_request_id");
        }
    }

    void retrieve(JsonNode event) {
        Item item = find(event, "item_retrieve_invalid_item_id");
        ObjectNode answer = context.outbox.event("conversation.item.retrieved");
        boolean fits = item.audioBytes() <= context.sound.longestRetrieval();
        answer.set("item", fits ? item.copyWithAudio() : item.copy());
        context.outbox.send(answer);
    }

    void delete(JsonNode event) {
        Item item = find(event, "item_delete_invalid_item_id");
        conversation.remove(item);
        context.outbox.send(
                context.outbox.event("conversation.item.deleted").put("item_id", item.id()));
    }

    void truncate(JsonNode event) {
        Item item = find(event, "item_truncate_invalid_item_id");
        int index = event.path("content_index").intValue();
        long end = event.path("audio_end_ms").longValue();
        long generated = item.generatedMillis(index);
        @Nullable ObjectNode part = item.part(index);
        if (!item.isMessage("assistant") || part == null || generated < 0) {
            throw ProtocolException.invalid(
                    "unsupported_content_type",
                    "Only sound that the model has produced can be truncated.",
                    part == null && item.isMessage("assistant") ? "content_index" : "item_id");
        }
        if (end > generated) {
            throw ProtocolException.invalidValue(
                    "The sound is " + generated + " ms long, which is less than " + end + " ms.",
                    "audio_end_ms");
        }
        context.truncate(item, index, end);
    }

    private Item find(JsonNode event, String code) {
        String id = Json.string(event, "item_id", "");
        Item item = conversation.find(id);
        if (item == null) {
            throw ProtocolException.invalid(
                    code, "There is no item '" + shown(id) + "' in the conversation.", "item_id");
        }
        return item;
    }
}
