package io.patchbay.provider.gemini.internal;

import io.patchbay.tck.conformance.Heard;
import io.patchbay.tck.conformance.ServerDialect;
import io.patchbay.tck.conformance.WireMessage;
import io.patchbay.tck.conformance.WireWord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the Live API speaks, after its public reference (ai.google.dev/api/live): JSON in binary
 * messages.
 */
final class GeminiDialect implements ServerDialect {

    private static final Pattern CALL = Pattern.compile("\\[Tool (\\w+): (\\w+)\\((.*)\\)]");
    private static final Pattern OUTPUT =
            Pattern.compile("\\[Tool (\\w+)(?:: \\w+)? returned: (.*)]");

    private final String path;

    GeminiDialect(String path) {
        this.path = path;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public Map<WireWord, String> lacks() {
        String closes = "the service says it by how it closes the connection, not in a message";
        return Map.of(
                WireWord.ARGUMENTS_THAT_ARE_NO_JSON,
                "the arguments of a call are an object of the message",
                WireWord.ERROR,
                closes,
                WireWord.LINE_LOST,
                closes,
                WireWord.REFUSED,
                closes);
    }

    // ---- how it hears

    @Override
    public List<Heard> hear(WireMessage message) {
        ObjectNode all = Json.object("a client message", message.text());
        List<Heard> heard = new ArrayList<>();
        if (all.get("setup") instanceof ObjectNode setup) {
            heard.add(new Heard.Configured(Json.text(setup)));
        }
        if (all.get("realtimeInput") instanceof ObjectNode input) {
            realtime(input, heard);
        }
        if (all.get("clientContent") instanceof ObjectNode content) {
            content.path("turns").forEach(turn -> turn(turn, heard));
            boolean asked = content.path("turnComplete").booleanValue();
            if (asked && content.path("turns").isEmpty()) {
                heard.add(new Heard.AnswerWanted(""));
            }
        }
        for (JsonNode each : all.path("toolResponse").path("functionResponses")) {
            heard.add(
                    new Heard.ToolOutput(
                            text(each, "id"),
                            text(each.path("response"), "output"),
                            text(each, "scheduling")));
        }
        return heard.isEmpty() ? List.of(new Heard.Other(Json.text(all))) : heard;
    }

    private static void realtime(ObjectNode input, List<Heard> heard) {
        if (input.has("audio")) {
            heard.add(
                    new Heard.Sound(Base64.getDecoder().decode(text(input.path("audio"), "data"))));
        }
        if (input.has("activityStart")) {
            heard.add(new Heard.SpeechActivity(true));
        }
        if (input.has("activityEnd")) {
            heard.add(new Heard.SpeechActivity(false));
            heard.add(new Heard.TurnEnded());
        }
        if (Json.flag(input, "audioStreamEnd")) {
            heard.add(new Heard.TurnEnded());
        }
    }

    private static void turn(JsonNode turn, List<Heard> heard) {
        String role = text(turn, "role").equals("model") ? "assistant" : "user";
        for (JsonNode part : turn.path("parts")) {
            String words = text(part, "text");
            Matcher call = CALL.matcher(words);
            Matcher output = OUTPUT.matcher(words);
            if (part.has("inlineData")) {
                heard.add(new Heard.Picture());
            } else if (call.matches()) {
                heard.add(new Heard.Call(call.group(1), call.group(2), call.group(3)));
            } else if (output.matches()) {
                heard.add(new Heard.ToolOutput(output.group(1), output.group(2), ""));
            } else {
                heard.add(new Heard.Message(role, words));
            }
        }
    }

    private static String text(JsonNode node, String name) {
        @Nullable String text = Json.text(node, name);
        return text == null ? "" : text;
    }

    @Override
    public List<WireMessage> reply(Heard heard) {
        return heard instanceof Heard.Configured ? say("{\"setupComplete\":{}}") : List.of();
    }

    private static List<WireMessage> say(String json) {
        return WireMessage.binary(json.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode content() {
        return Json.object().putObject("serverContent");
    }

    private static List<WireMessage> content(ObjectNode content) {
        ObjectNode message = Json.object();
        message.set("serverContent", content);
        return say(Json.text(message));
    }

    // ---- how it speaks

    @Override
    public List<WireMessage> callerBegan() {
        return say("{\"voiceActivity\":{\"type\":\"ACTIVITY_START\",\"audioOffset\":\"0.100s\"}}");
    }

    @Override
    public List<WireMessage> callerStopped() {
        return say("{\"voiceActivity\":{\"type\":\"ACTIVITY_END\",\"audioOffset\":\"2s\"}}");
    }

    @Override
    public List<WireMessage> heard(String words) {
        ObjectNode content = content();
        content.putObject("inputTranscription").put("text", " " + words).put("finished", true);
        return content(content);
    }

    @Override
    public List<WireMessage> words(String more) {
        ObjectNode content = content();
        content.putObject("outputTranscription").put("text", more);
        return content(content);
    }

    @Override
    public List<WireMessage> sound(byte[] bytes) {
        ObjectNode content = content();
        content.putObject("modelTurn")
                .putArray("parts")
                .addObject()
                .putObject("inlineData")
                .put("mimeType", "audio/pcm;rate=24000")
                .put("data", Base64.getEncoder().encodeToString(bytes));
        return content(content);
    }

    @Override
    public List<WireMessage> call(String callId, String name, String arguments) {
        return calls(List.of(new Heard.Call(callId, name, arguments)));
    }

    @Override
    public List<WireMessage> calls(List<Heard.Call> calls) {
        ObjectNode message = Json.object();
        ArrayNode all = message.putObject("toolCall").putArray("functionCalls");
        for (Heard.Call call : calls) {
            try {
                all.addObject()
                        .put("id", call.callId())
                        .put("name", call.name())
                        .set("args", Json.object("arguments", call.arguments()));
            } catch (IllegalArgumentException e) {
                return List.of(); // arguments are an object on this wire
            }
        }
        return say(Json.text(message));
    }

    @Override
    public List<WireMessage> callTakenBack(String callId) {
        return say("{\"toolCallCancellation\":{\"ids\":[\"" + callId + "\"]}}");
    }

    @Override
    public List<WireMessage> done() {
        List<WireMessage> all = new ArrayList<>();
        all.addAll(say("{\"serverContent\":{\"generationComplete\":true}}"));
        all.addAll(
                say(
                        "{\"serverContent\":{\"turnComplete\":true},\"usageMetadata\":"
                                + "{\"promptTokenCount\":9,\"totalTokenCount\":9}}"));
        return all;
    }

    @Override
    public List<WireMessage> interrupted() {
        return say("{\"serverContent\":{\"interrupted\":true}}");
    }

    @Override
    public List<WireMessage> goAway(Duration timeLeft) {
        return say("{\"goAway\":{\"timeLeft\":\"" + timeLeft.toSeconds() + "s\"}}");
    }
}
