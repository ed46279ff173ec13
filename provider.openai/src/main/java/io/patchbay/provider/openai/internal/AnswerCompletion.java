package io.patchbay.provider.openai.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Completes the answers of services that leave out what the dialect has ({@link
 * Quirk#INCOMPLETE_ANSWERS}), in the dialect's own events: the item of what is said, ids, the items
 * of calls, the end of an answer that another one pushes aside. What a service does say is passed
 * on as it came. One instance per connection, on its loop.
 */
final class AnswerCompletion {

    /** Begins the id of a call to which the service gave none. */
    static final String UNNAMED_CALL = "call_unnamed_";

    private final Consumer<ObjectNode> tell;

    private String running = "";
    private String ended = "";
    private String said = "";
    private boolean saidOver;
    private boolean wordsOver;
    private int calls;
    private final StringBuilder words = new StringBuilder();
    private final StringBuilder written = new StringBuilder();
    private final Set<String> announced = new HashSet<>();
    private final Map<String, ObjectNode> openCalls = new LinkedHashMap<>();
    private final List<ObjectNode> output = new ArrayList<>();

    /**
     * Nothing is said yet.
     *
     * @param tell takes an event, under today's name
     */
    AnswerCompletion(Consumer<ObjectNode> tell) {
        this.tell = tell;
    }

    /**
     * Passes an event on, with what belongs before it.
     *
     * @param type today's name of the event
     */
    void take(String type, ObjectNode event) {
        switch (type) {
            case "response.created" -> created(event);
            case "response.done" -> done(event);
            case "response.cancelled" -> cancelled();
            case "response.output_item.added", "response.output_item.done" -> item(type, event);
            case EventNames.AUDIO_DELTA,
                    EventNames.TEXT_DELTA,
                    EventNames.TRANSCRIPT_DELTA,
                    "response.output_audio.done",
                    "response.output_text.done",
                    "response.output_audio_transcript.done",
                    "response.content_part.added",
                    "response.content_part.done" ->
                    part(type, event);
            case EventNames.ARGUMENTS_DELTA -> {
                if (id(event, "item_id").isEmpty()) {
                    return; // whose they are, nobody could tell; they come again as a whole
                }
                named(event);
                tell.accept(event);
            }
            case "response.function_call_arguments.done" -> call(event);
            default -> tell.accept(event);
        }
    }

    /**
     * Sound is about to be handed over.
     *
     * @param item the item that the event names, or null
     * @return the item to which it belongs
     */
    @Nullable String speaks(@Nullable String response, @Nullable String item) {
        begin(response == null ? "" : response);
        if (item != null && (item.equals(said) || running.isEmpty())) {
            return item;
        }
        if (running.isEmpty()) {
            return null;
        }
        announce(item == null ? "" : item);
        return said;
    }

    /** The answer that runs, or null. */
    @Nullable String running() {
        return running.isEmpty() ? null : running;
    }

    private void created(ObjectNode event) {
        if (!running.isEmpty()) {
            end("cancelled", "turn_detected");
        }
        String id = id(event.path("response"), "id");
        forget();
        running = id;
        tell.accept(event);
    }

    /** What belongs to an answer of which nobody has said that it began. */
    private void begin(String response) {
        if (running.isEmpty() && !response.isEmpty() && !response.equals(ended)) {
            ObjectNode event = Json.object().put("type", "response.created");
            event.putObject("response").put("id", response).put("status", "in_progress");
            created(event);
        }
    }

    private void part(String type, ObjectNode event) {
        begin(id(event, "response_id"));
        named(event);
        if (!running.isEmpty() && running.equals(id(event, "response_id"))) {
            announce(id(event, "item_id"));
            event.put("item_id", said);
            String delta = id(event, "delta");
            if (type.equals(EventNames.TRANSCRIPT_DELTA)) {
                words.append(delta);
            } else if (type.equals(EventNames.TEXT_DELTA)) {
                written.append(delta);
            }
            wordsOver |= type.equals("response.output_audio_transcript.done");
            wordsOver |= type.equals("response.output_text.done");
        }
        tell.accept(event);
    }

    /** Says which answer an event is about. */
    private void named(ObjectNode event) {
        if (id(event, "response_id").isEmpty() && !running.isEmpty()) {
            event.put("response_id", running);
        }
    }

    private void item(String type, ObjectNode event) {
        named(event);
        JsonNode item = event.path("item");
        String id = id(item, "id");
        announced.add(id);
        boolean over = type.endsWith(".done");
        if (id(item, "type").equals("message")) {
            said = id;
            saidOver = over;
        } else if (over) {
            openCalls.remove(id(item, "call_id"));
        }
        tell.accept(event);
    }

    /** What is said has an item, once. */
    private void announce(String id) {
        if (!id.isEmpty() && (id.equals(said) || announced.contains(id))) {
            said = id;
            return;
        }
        if (id.isEmpty() && !said.isEmpty()) {
            return;
        }
        said = id.isEmpty() ? running + "_said" : id;
        announced.add(said);
        show("response.output_item.added", "conversation.item.added", message("in_progress"));
    }

    private ObjectNode message(String status) {
        ObjectNode item = Json.object().put("id", said).put("type", "message");
        item.put("status", status).put("role", "assistant");
        ArrayNode content = item.putArray("content");
        if (!written.isEmpty()) {
            content.addObject().put("type", "output_text").put("text", written.toString());
        } else if (!status.equals("in_progress")) {
            content.addObject().put("type", "output_audio").put("transcript", words.toString());
        }
        return item;
    }

    /** A call whose arguments are complete: it has an item, which is over when the answer is. */
    private void call(ObjectNode event) {
        begin(id(event, "response_id"));
        named(event);
        if (id(event, "call_id").isEmpty()) {
            event.put("call_id", UNNAMED_CALL + running + "_" + calls++);
        }
        String callId = id(event, "call_id");
        if (id(event, "item_id").isEmpty()) {
            event.put("item_id", "item_" + callId);
        }
        String id = id(event, "item_id");
        ObjectNode item = Json.object().put("id", id).put("type", "function_call");
        item.put("status", "in_progress").put("call_id", callId);
        item.put("name", id(event, "name")).put("arguments", "");
        if (announced.add(id) && !running.isEmpty()) {
            show("response.output_item.added", "conversation.item.added", item);
        }
        if (event.has("name") && !running.isEmpty()) {
            ObjectNode whole = item.deepCopy().put("status", "completed");
            openCalls.put(callId, whole.put("arguments", id(event, "arguments")));
        }
        tell.accept(event);
    }

    private void cancelled() {
        if (!running.isEmpty()) {
            end("cancelled", "client_cancelled");
        }
    }

    private void done(ObjectNode event) {
        String id = id(event.path("response"), "id");
        if (!id.isEmpty() && id.equals(ended)) {
            return; // it was told already
        }
        if (!running.isEmpty() && (id.isEmpty() || id.equals(running))) {
            boolean whole = id(event.path("response"), "status").equals("completed");
            close(whole ? "completed" : "incomplete");
            if (event.get("response") instanceof ObjectNode response) {
                response.put("id", running);
                if (response.path("output").isEmpty()) {
                    ArrayNode items = response.putArray("output");
                    output.forEach(items::add);
                }
            }
            over();
        }
        tell.accept(event);
    }

    private void end(String status, String reason) {
        close("incomplete");
        ObjectNode event = Json.object().put("type", "response.done");
        ObjectNode response = event.putObject("response").put("id", running);
        response.put("status", status);
        response.putObject("status_details").put("type", status).put("reason", reason);
        ArrayNode items = response.putArray("output");
        output.forEach(items::add);
        over();
        tell.accept(event);
    }

    /** The items that the service has not closed itself. */
    private void close(String status) {
        if (!said.isEmpty() && !saidOver) {
            if (!wordsOver) {
                tell.accept(lastWords());
            }
            ObjectNode item = message(status);
            output.add(item);
            show("conversation.item.done", "response.output_item.done", item);
        }
        for (ObjectNode call : openCalls.values()) {
            output.add(call);
            show("conversation.item.done", "response.output_item.done", call);
        }
    }

    private ObjectNode lastWords() {
        boolean text = !written.isEmpty();
        ObjectNode event = Json.object();
        event.put(
                "type",
                text ? "response.output_text.done" : "response.output_audio_transcript.done");
        event.put("response_id", running).put("item_id", said).put("content_index", 0);
        return text
                ? event.put("text", written.toString())
                : event.put("transcript", words.toString());
    }

    private void show(String first, String second, ObjectNode item) {
        for (String type : new String[] {first, second}) {
            ObjectNode event = Json.object().put("type", type);
            if (type.startsWith("response.")) {
                event.put("response_id", running).put("output_index", 0);
            }
            event.set("item", item.deepCopy());
            tell.accept(event);
        }
    }

    private void over() {
        ended = running;
        forget();
    }

    private void forget() {
        running = "";
        said = "";
        saidOver = false;
        wordsOver = false;
        words.setLength(0);
        written.setLength(0);
        announced.clear();
        openCalls.clear();
        output.clear();
    }

    private static String id(JsonNode node, String name) {
        return node.path(name).asString("");
    }
}
