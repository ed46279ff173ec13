package io.patchbay.emulator.session.internal;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An item that a response writes, with the events that open and close it. */
final class OutputItem {
    private final ResponseRun run;
    private final SessionContext context;
    private final Item item;
    private int index;
    private @Nullable String previous;

    OutputItem(ResponseRun run, Item item) {
        this.run = run;
        this.context = run.context();
        this.item = item;
    }

    Item item() {
        return item;
    }

    int index() {
        return index;
    }

    String responseId() {
        return run.id();
    }

    /** Whether it is part of the conversation, and not said beside it. */
    boolean inConversation() {
        return !run.request().outOfBand();
    }

    /** Announces the item. */
    void open() {
        index = run.add(item);
        itemEvent("response.output_item.added");
        if (!run.request().outOfBand()) {
            previous = context.conversation.append(item);
            context.tell("conversation.item.added", item, previous);
        }
    }

    /** Closes the item. */
    void close(String status) {
        if (item.json().has("status")) {
            item.status(status);
        }
        if (!run.request().outOfBand()) {
            context.conversation.retain(item);
            context.tell("conversation.item.done", item, previous);
        }
        itemEvent("response.output_item.done");
    }

    private void itemEvent(String type) {
        ObjectNode event =
                context.outbox.event(type).put("response_id", run.id()).put("output_index", index);
        event.set("item", item.copy());
        context.outbox.send(event);
    }

    /** An event about this item. */
    ObjectNode event(String type) {
        return context.outbox
                .event(type)
                .put("response_id", run.id())
                .put("item_id", item.id())
                .put("output_index", index);
    }

    /** An event about the item's only content part. */
    ObjectNode partEvent(String type) {
        return event(type).put("content_index", 0);
    }

    void send(ObjectNode event) {
        context.outbox.send(event);
    }
}
