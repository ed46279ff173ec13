package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.PlayedWire.line;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How {@link PlayedProvider} speaks. */
final class PlayedDialect implements ServerDialect {

    /** A fault: a word is missing, and nothing says so. */
    static final String SILENT = "a word is missing";

    /** A fault: a word that is there is declared as lacking. */
    static final String COY = "a word is there and declared as lacking";

    /** No fault: a word is missing and declared so. */
    static final String HONEST = "a word is missing and declared so";

    private int answers;
    private boolean accepted;

    @Override
    public Map<WireWord, String> lacks() {
        return KitRun.broken(COY) || KitRun.broken(HONEST)
                ? Map.of(WireWord.GO_AWAY, "it ends without a word")
                : Map.of();
    }

    @Override
    public String path() {
        return "/played";
    }

    private static List<WireMessage> say(Object... words) {
        return WireMessage.texts(line(words));
    }

    @Override
    public List<Heard> hear(WireMessage message) {
        if (!message.isText()) {
            return List.of(new Heard.Sound(message.bytes()));
        }
        String[] words = PlayedWire.words(message.text());
        return List.of(
                switch (words[0]) {
                    case "config" -> new Heard.Configured(words[1]);
                    case "active" -> new Heard.SpeechActivity(Boolean.parseBoolean(words[1]));
                    case "commit" -> new Heard.TurnEnded();
                    case "clear" -> new Heard.InputCleared();
                    case "message" -> new Heard.Message(words[1], words[2]);
                    case "picture" -> new Heard.Picture();
                    case "called" -> new Heard.Call(words[1], words[2], words[3]);
                    case "output" -> new Heard.ToolOutput(words[1], words[2], words[3]);
                    case "respond" -> new Heard.AnswerWanted(words[1]);
                    case "cancel" -> new Heard.Cancel();
                    case "cut" -> new Heard.Truncation(words[1], Long.parseLong(words[2]));
                    case "delete" -> new Heard.Deletion(words[1]);
                    case "say" -> new Heard.Say(words[1]);
                    default -> new Heard.Other(message.text());
                });
    }

    @Override
    public List<WireMessage> reply(Heard heard) {
        if (heard instanceof Heard.Configured && !accepted) {
            accepted = true;
            return say("ready");
        }
        return List.of();
    }

    @Override
    public List<WireMessage> callerBegan() {
        return say("began");
    }

    @Override
    public List<WireMessage> callerStopped() {
        return say("stopped");
    }

    @Override
    public List<WireMessage> heard(String words) {
        return say("heard", "heard-" + words.hashCode(), words);
    }

    @Override
    public List<WireMessage> key(String key) {
        return say("key", key);
    }

    @Override
    public List<WireMessage> answerBegins() {
        return say("begin", "answer-" + ++answers);
    }

    @Override
    public List<WireMessage> words(String more) {
        return say("words", more);
    }

    @Override
    public List<WireMessage> text(String more) {
        return say("text", more);
    }

    @Override
    public List<WireMessage> sound(byte[] bytes) {
        return WireMessage.binary(bytes);
    }

    @Override
    public List<WireMessage> call(String callId, String name, String arguments) {
        return say("call", callId, name, arguments);
    }

    @Override
    public List<WireMessage> callTakenBack(String callId) {
        return say("back", callId);
    }

    @Override
    public List<WireMessage> done() {
        return say("end", "COMPLETED");
    }

    @Override
    public List<WireMessage> interrupted() {
        return say("end", "CANCELLED");
    }

    @Override
    public List<WireMessage> error(String why) {
        return say("error", "RECOVERABLE", why);
    }

    @Override
    public List<WireMessage> lineLost(String why) {
        return say("error", "LINE_LOST", why);
    }

    @Override
    public List<WireMessage> refused(String why) {
        return say("error", "FATAL", why);
    }

    @Override
    public List<WireMessage> goAway(Duration timeLeft) {
        return KitRun.broken(SILENT) || KitRun.broken(HONEST)
                ? List.of()
                : say("bye", timeLeft.toSeconds());
    }
}
