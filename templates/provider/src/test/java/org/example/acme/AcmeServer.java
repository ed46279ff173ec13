package org.example.acme;

import io.patchbay.tck.conformance.Heard;
import io.patchbay.tck.conformance.ServerDialect;
import io.patchbay.tck.conformance.WireMessage;
import io.patchbay.tck.conformance.WireWord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The far end, as the service's documentation describes it. */
final class AcmeServer implements ServerDialect {

    @Override
    public String path() {
        return "/v1/talk";
    }

    @Override
    public Map<WireWord, String> lacks() {
        return Map.of(WireWord.CALL_TAKEN_BACK, "a call stands once it was made");
    }

    // ---- how it hears

    @Override
    public List<Heard> hear(WireMessage message) {
        if (!message.isText()) {
            return List.of(new Heard.Sound(message.bytes()));
        }
        ObjectNode said = AcmeJson.parse(message.text());
        return switch (said.path("type").asString("")) {
            case "configure" -> configured(said);
            case "text" -> List.of(message(said));
            case "result" -> List.of(output(said));
            case "answer" -> List.of(new Heard.AnswerWanted(""));
            case "stop" -> List.of(new Heard.Cancel());
            default -> List.of(new Heard.Other(message.text()));
        };
    }

    /** The configuration, and the conversation so far. */
    private static List<Heard> configured(ObjectNode said) {
        List<Heard> heard = new ArrayList<>();
        JsonNode history = said.remove("history");
        heard.add(new Heard.Configured(said.toString()));
        if (history != null) {
            for (JsonNode item : history) {
                if (item.has("role")) {
                    heard.add(message(item));
                } else if (item.has("output")) {
                    heard.add(output(item));
                } else {
                    heard.add(
                            new Heard.Call(
                                    item.path("call").asString(),
                                    item.path("name").asString(),
                                    item.path("arguments").asString()));
                }
            }
        }
        return heard;
    }

    private static Heard message(JsonNode said) {
        return new Heard.Message(said.path("role").asString(), said.path("text").asString());
    }

    private static Heard output(JsonNode said) {
        return new Heard.ToolOutput(
                said.path("call").asString(), said.path("output").asString(), "");
    }

    @Override
    public List<WireMessage> reply(Heard heard) {
        return heard instanceof Heard.Configured ? say(AcmeJson.object("configured")) : List.of();
    }

    // ---- how it speaks

    private static List<WireMessage> say(ObjectNode message) {
        return WireMessage.texts(message.toString());
    }

    @Override
    public List<WireMessage> callerBegan() {
        return say(AcmeJson.object("caller").put("speaking", true));
    }

    @Override
    public List<WireMessage> callerStopped() {
        return say(AcmeJson.object("caller").put("speaking", false));
    }

    @Override
    public List<WireMessage> heard(String words) {
        return say(AcmeJson.object("heard").put("text", words));
    }

    @Override
    public List<WireMessage> answerBegins() {
        return say(AcmeJson.object("begin"));
    }

    @Override
    public List<WireMessage> words(String more) {
        return say(AcmeJson.object("words").put("text", more));
    }

    @Override
    public List<WireMessage> sound(byte[] bytes) {
        return WireMessage.binary(bytes);
    }

    @Override
    public List<WireMessage> call(String callId, String name, String arguments) {
        return say(
                AcmeJson.object("call")
                        .put("call", callId)
                        .put("name", name)
                        .put("arguments", arguments));
    }

    @Override
    public List<WireMessage> done() {
        return say(AcmeJson.object("done"));
    }

    @Override
    public List<WireMessage> interrupted() {
        return say(AcmeJson.object("stopped").put("by", "caller"));
    }

    @Override
    public List<WireMessage> error(String why) {
        return error("rate", why);
    }

    @Override
    public List<WireMessage> lineLost(String why) {
        return error("session_over", why);
    }

    @Override
    public List<WireMessage> refused(String why) {
        return error("no_credit", why);
    }

    private static List<WireMessage> error(String code, String why) {
        return say(AcmeJson.object("error").put("code", code).put("message", why));
    }

    @Override
    public List<WireMessage> goAway(Duration timeLeft) {
        return say(AcmeJson.object("closing").put("seconds", timeLeft.toSeconds()));
    }
}
