package io.patchbay.provider.deepgram.internal;

import io.patchbay.tck.conformance.Heard;
import io.patchbay.tck.conformance.ServerDialect;
import io.patchbay.tck.conformance.WireMessage;
import io.patchbay.tck.conformance.WireWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The service, for the kit's checklist: types and members are those of its AsyncAPI document, as
 * {@link Fixtures} has them; the messages are made up.
 */
final class DeepgramServer implements ServerDialect {

    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public String path() {
        return "/v1/agent/converse";
    }

    private static ObjectNode message(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    private static List<WireMessage> say(ObjectNode message) {
        return WireMessage.texts(message.toString());
    }

    @Override
    public Map<WireWord, String> lacks() {
        return Map.of(WireWord.GO_AWAY, "no message of the document announces an end");
    }

    // ---- how it hears

    @Override
    public List<Heard> hear(WireMessage message) {
        if (!message.isText()) {
            return List.of(new Heard.Sound(message.bytes()));
        }
        JsonNode said = JSON.readTree(message.text());
        return switch (said.path("type").asString()) {
            case "Settings" -> settings((ObjectNode) said);
            case "UpdatePrompt", "UpdateThink", "UpdateSpeak", "UpdateListen" ->
                    List.of(new Heard.Configured(said.toString()));
            case "InjectUserMessage" ->
                    List.of(new Heard.Message("user", said.path("content").asString()));
            case "InjectAgentMessage" -> List.of(new Heard.Say(said.path("message").asString()));
            case "FunctionCallResponse" ->
                    List.of(
                            new Heard.ToolOutput(
                                    said.path("id").asString(),
                                    said.path("content").asString(),
                                    ""));
            default -> List.of(new Heard.Other(said.path("type").asString()));
        };
    }

    /** How it is to be, and what was said before. */
    private static List<Heard> settings(ObjectNode settings) {
        List<Heard> heard = new ArrayList<>();
        heard.add(new Heard.Configured(settings.toString()));
        for (JsonNode past : settings.path("agent").path("context").path("messages")) {
            for (JsonNode call : past.path("function_calls")) {
                String id = call.path("id").asString();
                heard.add(
                        new Heard.Call(
                                id,
                                call.path("name").asString(),
                                call.path("arguments").asString()));
                heard.add(new Heard.ToolOutput(id, call.path("response").asString(), ""));
            }
            if (past.has("role")) {
                heard.add(
                        new Heard.Message(
                                past.path("role").asString(), past.path("content").asString()));
            }
        }
        return heard;
    }

    @Override
    public List<WireMessage> greeting() {
        return say(message("Welcome").put("request_id", "fc553ec9-5874-49ca-a47c-b670d525a4b3"));
    }

    @Override
    public List<WireMessage> reply(Heard heard) {
        if (!(heard instanceof Heard.Configured configured)) {
            return List.of();
        }
        String type = JSON.readTree(configured.content()).path("type").asString();
        return say(
                message(
                        type.equals("Settings")
                                ? "SettingsApplied"
                                : type.substring("Update".length()) + "Updated"));
    }

    // ---- how it speaks

    @Override
    public List<WireMessage> callerBegan() {
        return say(message("UserStartedSpeaking"));
    }

    private static List<WireMessage> said(String role, String words) {
        return say(message("ConversationText").put("role", role).put("content", words));
    }

    @Override
    public List<WireMessage> heard(String words) {
        return said("user", words);
    }

    @Override
    public List<WireMessage> answerBegins() {
        return say(message("AgentStartedSpeaking").put("total_latency", 1.2));
    }

    @Override
    public List<WireMessage> words(String more) {
        return said("assistant", more);
    }

    @Override
    public List<WireMessage> sound(byte[] bytes) {
        return WireMessage.binary(bytes);
    }

    @Override
    public List<WireMessage> call(String callId, String name, String arguments) {
        return calls(List.of(new Heard.Call(callId, name, arguments)));
    }

    @Override
    public List<WireMessage> calls(List<Heard.Call> calls) {
        ObjectNode request = message("FunctionCallRequest");
        ArrayNode functions = request.putArray("functions");
        for (Heard.Call call : calls) {
            functions
                    .addObject()
                    .put("id", call.callId())
                    .put("name", call.name())
                    .put("arguments", call.arguments())
                    .put("client_side", true);
        }
        return say(request);
    }

    @Override
    public List<WireMessage> callTakenBack(String callId) {
        ObjectNode message = message("FunctionCallCancelled");
        message.putArray("functions").addObject().put("id", callId).put("name", "museum_hours");
        return say(message);
    }

    @Override
    public List<WireMessage> done() {
        return say(message("AgentAudioDone"));
    }

    // ---- trouble; every Error of this service ends the line

    @Override
    public List<WireMessage> error(String why) {
        return say(message("InjectionRefused").put("message", why));
    }

    @Override
    public List<WireMessage> lineLost(String why) {
        return say(message("Error").put("code", "ASR_CONNECTION_CLOSED").put("description", why));
    }

    @Override
    public List<WireMessage> refused(String why) {
        return say(message("Error").put("code", "INVALID_SETTINGS").put("description", why));
    }
}
