package io.patchbay.emulator.face.gemini.internal;

import io.patchbay.emulator.face.internal.FaceLine;
import io.patchbay.emulator.protocol.internal.Json;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The messages of the server: JSON in binary frames, as the service sends it. */
final class Server {
    private final FaceLine line;
    private ObjectNode content = Json.object();

    Server(FaceLine line) {
        this.line = line;
    }

    private void send(ObjectNode message) {
        line.binary(Json.bytes(message));
    }

    void setupComplete() {
        ObjectNode message = Json.object();
        message.putObject("setupComplete");
        send(message);
    }

    /** Sound of the model in base64. */
    void sound(String base64) {
        part().putObject("inlineData").put("mimeType", "audio/pcm;rate=24000").put("data", base64);
        send(content);
    }

    /** Words of the model in writing. */
    void text(String delta) {
        part().put("text", delta);
        send(content);
    }

    private ObjectNode part() {
        content = Json.object();
        return content.putObject("serverContent")
                .putObject("modelTurn")
                .put("role", "model")
                .putArray("parts")
                .addObject();
    }

    /** Words that were spoken, of the caller or of the model; null text only ends them. */
    void transcription(String whose, @Nullable String text, boolean finished) {
        ObjectNode message = Json.object();
        ObjectNode words = message.putObject("serverContent").putObject(whose);
        if (text != null) {
            words.put("text", text);
        }
        if (finished) {
            words.put("finished", true);
        }
        send(message);
    }

    void interrupted() {
        flag("interrupted");
    }

    void generationComplete() {
        flag("generationComplete");
    }

    private void flag(String name) {
        ObjectNode message = Json.object();
        message.putObject("serverContent").put(name, true);
        send(message);
    }

    void turnComplete(@Nullable String reason, JsonNode usage) {
        ObjectNode message = Json.object();
        ObjectNode turn = message.putObject("serverContent").put("turnComplete", true);
        if (reason != null) {
            turn.put("turnCompleteReason", reason);
        }
        addUsage(message, usage);
        send(message);
    }

    void toolCall(List<Calls.Call> calls, JsonNode usage) {
        ObjectNode message = Json.object();
        ArrayNode list = message.putObject("toolCall").putArray("functionCalls");
        for (Calls.Call call : calls) {
            list.addObject()
                    .put("id", call.id())
                    .put("name", call.name())
                    .set("args", call.arguments());
        }
        addUsage(message, usage);
        send(message);
    }

    void toolCallCancellation(List<String> ids) {
        ObjectNode message = Json.object();
        message.putObject("toolCallCancellation").set("ids", Json.arrayOf(ids));
        send(message);
    }

    /** Tells how much time is left, in whole seconds. */
    void goAway(Duration timeLeft) {
        ObjectNode message = Json.object();
        message.putObject("goAway").put("timeLeft", timeLeft.plusMillis(999).toSeconds() + "s");
        send(message);
    }

    /** Tells that the session cannot be gone on with now. */
    void notResumable() {
        ObjectNode message = Json.object();
        message.putObject("sessionResumptionUpdate");
        send(message);
    }

    /**
     * Tells a handle.
     *
     * @param lastMessage the number of the last message of the client; -1 for none
     */
    void resumable(String handle, long lastMessage) {
        ObjectNode message = Json.object();
        ObjectNode update =
                message.putObject("sessionResumptionUpdate")
                        .put("newHandle", handle)
                        .put("resumable", true);
        if (lastMessage >= 0) {
            update.put("lastConsumedClientMessageIndex", Long.toString(lastMessage));
        }
        send(message);
    }

    private static void addUsage(ObjectNode message, JsonNode usage) {
        if (!usage.isObject()) {
            return;
        }
        ObjectNode told =
                message.putObject("usageMetadata")
                        .put("promptTokenCount", usage.path("input_tokens").asInt(0))
                        .put("responseTokenCount", usage.path("output_tokens").asInt(0))
                        .put("totalTokenCount", usage.path("total_tokens").asInt(0));
        details(told, "promptTokensDetails", usage.path("input_token_details"));
        details(told, "responseTokensDetails", usage.path("output_token_details"));
    }

    private static void details(ObjectNode told, String name, JsonNode details) {
        ArrayNode list = told.putArray(name);
        for (String kind : List.of("text", "audio")) {
            int tokens = details.path(kind + "_tokens").asInt(0);
            if (tokens > 0) {
                list.addObject()
                        .put("modality", kind.toUpperCase(Locale.ROOT))
                        .put("tokenCount", tokens);
            }
        }
    }
}
