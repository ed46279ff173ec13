package io.patchbay.provider.openai.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.patchbay.tck.conformance.Heard;
import io.patchbay.tck.conformance.ServerDialect;
import io.patchbay.tck.conformance.WireMessage;
import io.patchbay.tck.conformance.WireWord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A service that speaks this dialect, for the kit's checklist. Names and members are those of the
 * typed models of {@code com.openai:openai-java-core} ({@code com.openai.models.realtime}), against
 * which the codec itself is checked elsewhere; the messages are made up.
 */
final class RealtimeServer implements ServerDialect {

    private static final JsonMapper JSON = new JsonMapper();

    /** Of a file without other chunks than format and samples. */
    private static final int WAV_HEADER = 44;

    private final boolean beta;
    private final Turn turn = new Turn();
    private int ids;

    /** One that uses the names of today, or those of the beta. */
    RealtimeServer(boolean beta) {
        this.beta = beta;
    }

    /** The answer that runs, or ran last. */
    private static final class Turn {
        private String response = "";
        private String item = "";
        private boolean running;
        private boolean speaking;
        private final StringBuilder words = new StringBuilder();
        private final List<ObjectNode> output = new ArrayList<>();
    }

    private String id(String prefix) {
        return prefix + "_" + ++ids;
    }

    private ObjectNode event(String type) {
        return JSON.createObjectNode().put("type", named(type)).put("event_id", id("event"));
    }

    /** A name of today, or what it was called in the beta. */
    private String named(String type) {
        return beta
                ? type.replace("output_audio_transcript", "audio_transcript")
                        .replace("output_audio.", "audio.")
                        .replace("output_text.", "text.")
                : type;
    }

    private static List<WireMessage> say(List<ObjectNode> events) {
        return WireMessage.texts(events.stream().map(ObjectNode::toString).toArray(String[]::new));
    }

    private static List<WireMessage> say(ObjectNode event) {
        return say(List.of(event));
    }

    @Override
    public Map<WireWord, String> lacks() {
        return Map.of(
                WireWord.CALL_TAKEN_BACK,
                "a call stands until its answer is cancelled",
                WireWord.GO_AWAY,
                "a session that ends says so when it is over (session_expired)");
    }

    // ---- how it hears

    @Override
    public List<Heard> hear(WireMessage message) {
        JsonNode event = JSON.readTree(message.text());
        return List.of(
                switch (event.path("type").asString()) {
                    case "session.update" -> new Heard.Configured(event.path("session").toString());
                    case "input_audio_buffer.append" ->
                            new Heard.Sound(
                                    samples(
                                            Base64.getDecoder()
                                                    .decode(event.path("audio").asString())));
                    case "input_audio_buffer.commit" -> new Heard.TurnEnded();
                    case "input_audio_buffer.clear" -> new Heard.InputCleared();
                    case "conversation.item.create" -> item(event.path("item"));
                    case "conversation.item.truncate" ->
                            new Heard.Truncation(
                                    event.path("item_id").asString(),
                                    event.path("audio_end_ms").asLong());
                    case "conversation.item.delete" ->
                            new Heard.Deletion(event.path("item_id").asString());
                    case "response.create" -> answer(event);
                    case "response.cancel" -> new Heard.Cancel();
                    default -> new Heard.Other(event.path("type").asString());
                });
    }

    /** Samples alone, also where each piece is a WAV file of its own. */
    private static byte[] samples(byte[] piece) {
        boolean wav =
                piece.length >= WAV_HEADER && new String(piece, 0, 4, US_ASCII).equals("RIFF");
        return wav ? Arrays.copyOfRange(piece, WAV_HEADER, piece.length) : piece;
    }

    /** An answer of the model's own, or given words, as Azure Voice Live takes them. */
    private static Heard answer(JsonNode event) {
        JsonNode given = event.path("response").path("pre_generated_assistant_message");
        return given.isMissingNode()
                ? new Heard.AnswerWanted(
                        event.has("response") ? event.path("response").toString() : "")
                : new Heard.Say(given.path("content").path(0).path("text").asString());
    }

    private static Heard item(JsonNode item) {
        return switch (item.path("type").asString()) {
            case "function_call" ->
                    new Heard.Call(
                            item.path("call_id").asString(),
                            item.path("name").asString(),
                            item.path("arguments").asString());
            case "function_call_output" ->
                    new Heard.ToolOutput(
                            item.path("call_id").asString(), item.path("output").asString(), "");
            case "message" -> message(item);
            // given words, as xAI takes them
            case "force_message" ->
                    new Heard.Say(item.path("content").path(0).path("text").asString());
            default -> new Heard.Other(item.path("type").asString());
        };
    }

    private static Heard message(JsonNode item) {
        JsonNode part = item.path("content").path(0);
        return part.path("type").asString().equals("input_image")
                ? new Heard.Picture()
                : new Heard.Message(item.path("role").asString(), part.path("text").asString());
    }

    @Override
    public List<WireMessage> greeting() {
        ObjectNode created = event("session.created");
        created.putObject("session")
                .put("id", id("sess"))
                .put("object", "realtime.session")
                .put("type", "realtime");
        return say(created);
    }

    @Override
    public List<WireMessage> reply(Heard heard) {
        if (!(heard instanceof Heard.Configured configured)) {
            return List.of();
        }
        ObjectNode updated = event("session.updated");
        updated.set("session", JSON.readTree(configured.content()));
        return say(updated);
    }

    // ---- the caller's turn

    @Override
    public List<WireMessage> callerBegan() {
        return say(
                event("input_audio_buffer.speech_started")
                        .put("audio_start_ms", 100)
                        .put("item_id", "item_caller"));
    }

    @Override
    public List<WireMessage> callerStopped() {
        return say(
                event("input_audio_buffer.speech_stopped")
                        .put("audio_end_ms", 900)
                        .put("item_id", "item_caller"));
    }

    @Override
    public List<WireMessage> heard(String words) {
        ObjectNode committed = event("input_audio_buffer.committed").put("item_id", "item_caller");
        committed.putNull("previous_item_id");
        ObjectNode item =
                JSON.createObjectNode()
                        .put("id", "item_caller")
                        .put("object", "realtime.item")
                        .put("type", "message")
                        .put("status", "completed")
                        .put("role", "user");
        item.putArray("content").addObject().put("type", "input_audio").putNull("transcript");
        ObjectNode done =
                event("conversation.item.input_audio_transcription.completed")
                        .put("item_id", "item_caller")
                        .put("content_index", 0)
                        .put("transcript", words);
        List<ObjectNode> events = new ArrayList<>();
        events.add(committed);
        events.addAll(entered(item));
        events.add(done);
        return say(events);
    }

    /** An item of the conversation. */
    private List<ObjectNode> entered(ObjectNode item) {
        List<ObjectNode> events = new ArrayList<>();
        for (String type :
                beta
                        ? List.of("conversation.item.created")
                        : List.of("conversation.item.added", "conversation.item.done")) {
            ObjectNode event = event(type).putNull("previous_item_id");
            event.set("item", item);
            events.add(event);
        }
        return events;
    }

    @Override
    public List<WireMessage> key(String key) {
        return say(
                event("input_audio_buffer.dtmf_event_received")
                        .put("event", key)
                        .put("received_at", 1_763_800_000));
    }

    // ---- an answer

    @Override
    public List<WireMessage> answerBegins() {
        turn.running = true;
        turn.speaking = false;
        turn.words.setLength(0);
        turn.output.clear();
        turn.response = id("resp");
        turn.item = id("item");
        ObjectNode created = event("response.created");
        created.set("response", response("in_progress"));
        return say(created);
    }

    private ObjectNode response(String status) {
        ObjectNode response =
                JSON.createObjectNode()
                        .put("id", turn.response)
                        .put("object", "realtime.response")
                        .put("status", status);
        ArrayNode output = response.putArray("output");
        turn.output.forEach(output::add);
        return response;
    }

    /** Part of the answer, with the item before it where it is the first. */
    private List<WireMessage> part(ObjectNode delta) {
        List<ObjectNode> events = new ArrayList<>();
        if (!turn.speaking) {
            turn.speaking = true;
            ObjectNode item = said("in_progress");
            ObjectNode added = event("response.output_item.added");
            added.put("response_id", turn.response).put("output_index", 0).set("item", item);
            events.add(added);
            events.add(entered(item).get(0));
        }
        events.add(delta.put("response_id", turn.response).put("item_id", turn.item));
        delta.put("output_index", 0).put("content_index", 0);
        return say(events);
    }

    private ObjectNode said(String status) {
        ObjectNode item =
                JSON.createObjectNode()
                        .put("id", turn.item)
                        .put("object", "realtime.item")
                        .put("type", "message")
                        .put("status", status)
                        .put("role", "assistant");
        ArrayNode content = item.putArray("content");
        if (!status.equals("in_progress")) {
            content.addObject()
                    .put("type", beta ? "audio" : "output_audio")
                    .put("transcript", turn.words.toString());
        }
        return item;
    }

    @Override
    public List<WireMessage> words(String more) {
        turn.words.append(more);
        return part(event("response.output_audio_transcript.delta").put("delta", more));
    }

    @Override
    public List<WireMessage> text(String more) {
        return part(event("response.output_text.delta").put("delta", more));
    }

    @Override
    public List<WireMessage> sound(byte[] bytes) {
        return part(
                event("response.output_audio.delta")
                        .put("delta", Base64.getEncoder().encodeToString(bytes)));
    }

    @Override
    public List<WireMessage> call(String callId, String name, String arguments) {
        ObjectNode item =
                JSON.createObjectNode()
                        .put("id", id("item"))
                        .put("object", "realtime.item")
                        .put("type", "function_call")
                        .put("status", "completed")
                        .put("call_id", callId)
                        .put("name", name)
                        .put("arguments", arguments);
        int index = turn.output.size();
        turn.output.add(item);
        ObjectNode written =
                event("response.function_call_arguments.done")
                        .put("response_id", turn.response)
                        .put("item_id", item.path("id").asString())
                        .put("output_index", index)
                        .put("call_id", callId)
                        .put("name", name)
                        .put("arguments", arguments);
        ObjectNode done = event("response.output_item.done");
        done.put("response_id", turn.response).put("output_index", index).set("item", item);
        return say(List.of(entered(item).get(0), written, done));
    }

    @Override
    public List<WireMessage> done() {
        return ended("completed", null);
    }

    @Override
    public List<WireMessage> interrupted() {
        return ended("cancelled", "turn_detected");
    }

    private List<WireMessage> ended(String status, @Nullable String reason) {
        if (!turn.running) {
            return List.of();
        }
        turn.running = false;
        List<ObjectNode> events = new ArrayList<>();
        if (turn.speaking) {
            ObjectNode item = said(reason == null ? "completed" : "incomplete");
            turn.output.add(item);
            ObjectNode done = event("response.output_item.done");
            done.put("response_id", turn.response).put("output_index", 0).set("item", item);
            events.add(done);
        }
        ObjectNode response = response(status);
        if (reason != null) {
            response.putObject("status_details").put("type", status).put("reason", reason);
        }
        ObjectNode done = event("response.done");
        done.set("response", response);
        events.add(done);
        return say(events);
    }

    // ---- trouble

    @Override
    public List<WireMessage> error(String why) {
        return error("invalid_request_error", "invalid_value", why);
    }

    @Override
    public List<WireMessage> lineLost(String why) {
        return error("invalid_request_error", "session_expired", why);
    }

    @Override
    public List<WireMessage> refused(String why) {
        return error("insufficient_quota", "insufficient_quota", why);
    }

    private List<WireMessage> error(String type, String code, String why) {
        ObjectNode event = event("error");
        event.putObject("error")
                .put("type", type)
                .put("code", code)
                .put("message", why)
                .putNull("param")
                .putNull("event_id");
        return say(event);
    }
}
