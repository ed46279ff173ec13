package io.patchbay.bench.internal.swap;

import io.patchbay.bench.internal.load.Say;
import io.patchbay.bench.internal.swap.plugs.PlainMessage;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The far end of the plain dialect, see {@code PlainCodec}: what comes is told in OpenAI's words,
 * in which the peer thinks, and what the peer says is told in plain ones.
 */
final class PlainDialect {

    /** Items that the client sent: they are confirmed, others are new to it. */
    private final Set<String> sent = new HashSet<>();

    /** The item that the response speaks. */
    private String spoken = "";

    private String words = "";

    /** What the client says. */
    JsonNode fromClient(ByteBuffer message) {
        ObjectNode event = Say.JSON.createObjectNode();
        char letter = (char) message.getLong();
        switch (letter) {
            case 'c' -> configure(event, message);
            case 'a' -> {
                byte[] pcm = new byte[message.remaining()];
                message.get(pcm);
                event.put("type", "input_audio_buffer.append")
                        .put("audio", Base64.getEncoder().encodeToString(pcm));
            }
            case 'm' -> {
                ObjectNode item = item(event, text(message), text(message), "message");
                String role = text(message);
                item.put("role", role)
                        .putArray("content")
                        .addObject()
                        .put("type", role.equals("assistant") ? "output_text" : "input_text")
                        .put("text", text(message));
            }
            case 'f' ->
                    item(event, text(message), text(message), "function_call")
                            .put("call_id", text(message))
                            .put("name", text(message))
                            .put("arguments", text(message));
            case 'o' ->
                    item(event, text(message), text(message), "function_call_output")
                            .put("call_id", text(message))
                            .put("output", text(message));
            case 'd' -> event.put("type", "conversation.item.delete").put("item_id", text(message));
            case 't' ->
                    event.put("type", "conversation.item.truncate")
                            .put("item_id", text(message))
                            .put("audio_end_ms", message.getLong());
            case 'r' -> event.put("type", "response.create").put("event_id", text(message));
            case 's' -> event.put("type", "response.cancel").put("event_id", text(message));
            case 'x' -> event.put("type", "input_audio_buffer.clear");
            default -> event.put("type", "the letter " + letter);
        }
        return event;
    }

    private static void configure(ObjectNode event, ByteBuffer message) {
        ObjectNode session = event.put("type", "session.update").putObject("session");
        session.put("instructions", text(message));
        ArrayNode tools = session.putArray("tools");
        for (long left = message.getLong(); left > 0; left--) {
            tools.addObject()
                    .put("type", "function")
                    .put("name", text(message))
                    .put("description", text(message))
                    .put("parameters", text(message));
        }
    }

    private ObjectNode item(ObjectNode event, String after, String id, String type) {
        sent.add(id);
        return event.put("type", "conversation.item.create")
                .put("previous_item_id", after)
                .putObject("item")
                .put("id", id)
                .put("type", type);
    }

    /** What the peer says in plain words; null when there are none for it. */
    @Nullable PlainMessage toClient(JsonNode event) {
        String item = event.path("item_id").asString("");
        String response = event.path("response_id").asString("");
        return switch (event.path("type").asString("")) {
            case "session.updated" -> new PlainMessage('C');
            case "input_audio_buffer.speech_started" ->
                    new PlainMessage('S').text(item).number(event.path("audio_start_ms").asLong(0));
            case "input_audio_buffer.speech_stopped" ->
                    new PlainMessage('P').text(item).number(event.path("audio_end_ms").asLong(0));
            case "input_audio_buffer.committed" -> new PlainMessage('M').text(item);
            case "conversation.item.input_audio_transcription.completed" ->
                    new PlainMessage('H').text(item).text(event.path("transcript").asString(""));
            case "conversation.item.added" -> {
                String id = event.path("item").path("id").asString("");
                yield sent.remove(id) ? new PlainMessage('I').text(id) : null;
            }
            case "conversation.item.deleted" -> new PlainMessage('D').text(item);
            case "conversation.item.truncated" ->
                    new PlainMessage('T').text(item).number(event.path("audio_end_ms").asLong(0));
            case "response.created" -> {
                spoken = "";
                words = "";
                yield new PlainMessage('R').text(id(event));
            }
            case "response.output_item.added" -> speaks(response, event.path("item"));
            case "response.output_audio_transcript.delta" -> {
                words += event.path("delta").asString("");
                yield new PlainMessage('W')
                        .text(response)
                        .text(item)
                        .text(event.path("delta").asString(""));
            }
            case "response.output_audio.delta" ->
                    new PlainMessage('A')
                            .text(response)
                            .text(item)
                            .sound(Base64.getDecoder().decode(event.path("delta").asString("")));
            case "response.output_item.done" -> calls(response, event.path("item"));
            case "response.done" ->
                    new PlainMessage('E')
                            .text(id(event))
                            .text(event.path("response").path("status").asString(""))
                            .text(
                                    event.path("response")
                                            .path("status_details")
                                            .path("reason")
                                            .asString(""))
                            .text(spoken)
                            .text(words);
            case "error" ->
                    new PlainMessage('X')
                            .text(event.path("error").path("code").asString(""))
                            .text(event.path("error").path("message").asString(""))
                            .text(event.path("error").path("event_id").asString(""));
            default -> null;
        };
    }

    private @Nullable PlainMessage speaks(String response, JsonNode item) {
        if (!item.path("type").asString("").equals("message")) {
            return null;
        }
        spoken = item.path("id").asString("");
        return new PlainMessage('B').text(response).text(spoken);
    }

    private static @Nullable PlainMessage calls(String response, JsonNode item) {
        return item.path("type").asString("").equals("function_call")
                ? new PlainMessage('O')
                        .text(response)
                        .text(item.path("id").asString(""))
                        .text(item.path("call_id").asString(""))
                        .text(item.path("name").asString(""))
                        .text(item.path("arguments").asString(""))
                : null;
    }

    private static String id(JsonNode event) {
        return event.path("response").path("id").asString("");
    }

    private static String text(ByteBuffer message) {
        return PlainMessage.text(message);
    }
}
