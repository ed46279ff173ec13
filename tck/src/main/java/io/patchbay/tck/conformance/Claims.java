package io.patchbay.tck.conformance;

import io.patchbay.api.history.Item;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.tool.HostedMcpTool;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether a provider does what it claims, each feature by what is seen of it on a line. What is not
 * claimed and has a command is refused; what has none has nothing to refuse.
 */
final class Claims {

    private static final SessionConfig NO_DETECTION =
            SessionConfig.builder().clear(ConfigField.TURN_DETECTION).build();

    private final ChecklistKit kit;

    Claims(ChecklistKit kit) {
        this.kit = kit;
    }

    /** What is wrong with a claim or its absence, in words; null when it holds. */
    @Nullable String fault(Feature feature) {
        String claimed = kit.has(feature) ? " is claimed: " : " is not claimed: ";
        String fault = kit.has(feature) ? missing(feature) : unclaimed(feature);
        return fault == null ? null : feature + claimed + fault;
    }

    // ---- what is claimed works

    private @Nullable String missing(Feature feature) {
        return switch (feature) {
            case AUDIO_INPUT -> soundHeard();
            case AUDIO_OUTPUT ->
                    answered("sound", dialect -> dialect.sound(Tones.of(960, 1)), this::sounded);
            case TEXT_OUTPUT -> written();
            case TEXT_INPUT ->
                    sent(
                            kit.line(),
                            message(),
                            heard -> heard instanceof Heard.Message m && m.text().equals("hello"));
            case IMAGE_INPUT -> sent(kit.line(), picture(), Heard.Picture.class::isInstance);
            case SERVER_TURN_DETECTION ->
                    told(
                            "callerBegan",
                            ServerDialect::callerBegan,
                            TransportEvent.SpeechStarted.class::isInstance);
            case MANUAL_TURNS -> turnEnded();
            case SPEECH_ACTIVITY ->
                    sent(
                            kit.line(NO_DETECTION),
                            Command.SpeechActivity.of(true),
                            heard -> heard instanceof Heard.SpeechActivity a && a.began());
            case CLIENT_INTERRUPTION -> differ(detection(null, true), detection(null, false));
            case CLIENT_RESPONSES -> clientResponses();
            case INPUT_TRANSCRIPTION ->
                    told(
                            "heard",
                            dialect -> dialect.heard("Yes."),
                            event ->
                                    event instanceof TransportEvent.InputTranscriptDone done
                                            && done.transcript().equals("Yes."));
            case CANCEL -> {
                BenchLine line = kit.line();
                ChecklistKit.answering(line);
                yield sent(line, Command.CancelResponse.current(), Heard.Cancel.class::isInstance);
            }
            case TRUNCATE -> truncated();
            case HISTORY_EDITS -> edited();
            case HISTORY_SEED -> {
                BenchLine line = kit.line(SessionConfig.EMPTY, Past.ITEMS);
                yield Past.isIn(line.heard()) ? null : "the far end heard " + line.heard();
            }
            case FUNCTION_TOOLS -> {
                String opening = ChecklistConfig.opening(kit.line(ChecklistTools.TOOLS));
                yield opening.contains("museum_hours") ? null : "a tool was not told: " + opening;
            }
            case PARALLEL_TOOLS -> twoCalls();
            case AUTOMATIC_TOOL_REPLY -> toolReply(false);
            case BACKGROUND_TOOLS -> background();
            case HOSTED_MCP -> {
                String opening = ChecklistConfig.opening(kit.line(hosted()));
                yield opening.contains("kit_server") ? null : "it was not told: " + opening;
            }
            case OUT_OF_BAND_RESPONSES -> sent(kit.line(), beside(), heard -> special(heard, ""));
            case PER_RESPONSE_OVERRIDES ->
                    sent(kit.line(), overridden(), heard -> special(heard, "Only say yes."));
            case SAY ->
                    sent(
                            kit.line(),
                            new Command.Say("say_1", "Mind the gap."),
                            heard ->
                                    heard instanceof Heard.Say say
                                            && say.text().equals("Mind the gap."));
            case DTMF ->
                    told(
                            "key",
                            dialect -> dialect.key("5"),
                            event ->
                                    event instanceof TransportEvent.DtmfReceived key
                                            && key.key().equals("5"));
        };
    }

    private @Nullable String sent(BenchLine line, Command command, Predicate<Heard> wanted) {
        BenchLine.Sent sent = line.sent(command);
        return sent.refusal() == null && sent.heard().stream().anyMatch(wanted)
                ? null
                : command.getClass().getSimpleName() + ": " + sent;
    }

    private @Nullable String told(
            String word,
            Function<ServerDialect, List<WireMessage>> say,
            Predicate<TransportEvent> wanted) {
        BenchLine line = kit.line();
        if (!line.say(say)) {
            return unverifiable(word);
        }
        return line.events().stream().anyMatch(wanted)
                ? null
                : "the session heard " + line.events();
    }

    private static String unverifiable(String word) {
        return "it cannot be seen, since ServerDialect." + word + " has no word for it";
    }

    private @Nullable String answered(
            String word,
            Function<ServerDialect, List<WireMessage>> say,
            Function<BenchLine, @Nullable String> fault) {
        return answered(kit.line(), word, say, fault);
    }

    private static @Nullable String answered(
            BenchLine line,
            String word,
            Function<ServerDialect, List<WireMessage>> say,
            Function<BenchLine, @Nullable String> fault) {
        line.say(ServerDialect::answerBegins);
        if (!line.say(say)) {
            return unverifiable(word);
        }
        line.say(ServerDialect::done);
        return fault.apply(line);
    }

    private @Nullable String sounded(BenchLine line) {
        return line.sound().length == 960 ? null : line.sound().length + " bytes of 960 were told";
    }

    private @Nullable String soundHeard() {
        BenchLine line = kit.line();
        line.sound(Tones.of(960, 1));
        line.settle();
        int heard = line.heardSound().length;
        return heard == 960 ? null : heard + " bytes of 960 were heard";
    }

    private @Nullable String written() {
        SessionConfig writing = SessionConfig.builder().outputModality(Modality.TEXT).build();
        return answered(
                kit.line(writing),
                "text",
                dialect -> dialect.text("In writing."),
                line ->
                        line.events(TransportEvent.TextDelta.class).isEmpty()
                                ? "the session heard " + line.events()
                                : null);
    }

    private @Nullable String turnEnded() {
        BenchLine line = kit.line(NO_DETECTION);
        line.sound(Tones.of(9_600, 1));
        return sent(line, Command.CommitAudio.now(), Heard.TurnEnded.class::isInstance);
    }

    private @Nullable String clientResponses() {
        String wanted =
                sent(
                        kit.line(),
                        Command.CreateResponse.of(ResponseOptions.DEFAULT),
                        Heard.AnswerWanted.class::isInstance);
        return wanted != null ? wanted : differ(detection(true, null), detection(false, null));
    }

    private static SessionConfig detection(@Nullable Boolean create, @Nullable Boolean interrupt) {
        return SessionConfig.builder()
                .turnDetection(TurnDetection.ServerVad.defaults().with(create, interrupt))
                .build();
    }

    private @Nullable String differ(SessionConfig one, SessionConfig other) {
        String first = ChecklistConfig.opening(kit.line(one));
        String second = ChecklistConfig.opening(kit.line(other));
        return first.equals(second) ? "both wishes are told the provider alike: " + first : null;
    }

    private @Nullable String truncated() {
        BenchLine line = kit.line();
        ChecklistKit.answering(line);
        line.say(ServerDialect::done);
        String item = line.events(TransportEvent.TranscriptDelta.class).get(0).itemId();
        return sent(
                line,
                Command.TruncateItem.of(item, 0, 10),
                heard ->
                        heard instanceof Heard.Truncation cut
                                && cut.itemId().equals(item)
                                && cut.millis() == 10);
    }

    private @Nullable String edited() {
        BenchLine line = kit.line();
        String first =
                sent(
                        line,
                        Command.CreateItem.at(
                                Placement.FIRST, Item.Message.user("hello").withId("item_first")),
                        Heard.Message.class::isInstance);
        return first != null
                ? first
                : sent(
                        line,
                        Command.DeleteItem.of("item_first"),
                        heard ->
                                heard instanceof Heard.Deletion gone
                                        && gone.itemId().equals("item_first"));
    }

    private @Nullable String twoCalls() {
        List<Heard.Call> two =
                List.of(
                        new Heard.Call("call_1", "museum_hours", ChecklistTools.DAY),
                        new Heard.Call("call_2", "museum_hours", ChecklistTools.DAY));
        return answered(
                kit.line(ChecklistTools.TOOLS),
                "calls",
                dialect -> dialect.calls(two),
                line -> {
                    List<String> ids =
                            ChecklistTools.calls(line).stream()
                                    .map(Item.FunctionCall::callId)
                                    .toList();
                    int answers = ChecklistKit.over(line).size();
                    return ids.equals(List.of("call_1", "call_2")) && answers == 1
                            ? null
                            : "the session heard of " + ids + " in " + answers + " answers";
                });
    }

    /** Whether an answer is asked for after a tool's output as it should be. */
    private @Nullable String toolReply(boolean wanted) {
        return answered(
                kit.line(ChecklistTools.TOOLS),
                "call",
                dialect -> dialect.call("call_1", "museum_hours", ChecklistTools.DAY),
                line -> {
                    line.sent(output("call_1", Command.CreateItem.Delivery.WHEN_IDLE));
                    BenchLine.Sent asked =
                            line.sent(Command.CreateResponse.of(ResponseOptions.DEFAULT));
                    return asked.refusal() == null
                                    && wanted == (asked.first(Heard.AnswerWanted.class) != null)
                            ? null
                            : "after an output an answer was asked for: " + asked;
                });
    }

    private static Command output(String call, Command.CreateItem.Delivery delivery) {
        return new Command.CreateItem(
                "output_" + delivery,
                Item.FunctionCallOutput.of(call, "From ten to six."),
                Placement.END,
                null,
                delivery);
    }

    private @Nullable String background() {
        ToolDefinition waits =
                new ToolDefinition.Function("museum", "A tool.", "{\"type\":\"object\"}");
        ToolDefinition runs =
                new ToolDefinition.Function("museum", "A tool.", "{\"type\":\"object\"}", true);
        String declared =
                differ(
                        SessionConfig.builder().tools(List.of(waits)).build(),
                        SessionConfig.builder().tools(List.of(runs)).build());
        if (declared != null) {
            return declared;
        }
        return answered(
                kit.line(SessionConfig.builder().tools(List.of(runs)).build()),
                "calls",
                dialect ->
                        dialect.calls(
                                List.of(
                                        new Heard.Call("call_1", "museum", "{}"),
                                        new Heard.Call("call_2", "museum", "{}"))),
                line -> {
                    Heard.ToolOutput silent =
                            line.sent(output("call_1", Command.CreateItem.Delivery.SILENT))
                                    .first(Heard.ToolOutput.class);
                    Heard.ToolOutput urgent =
                            line.sent(output("call_2", Command.CreateItem.Delivery.INTERRUPT))
                                    .first(Heard.ToolOutput.class);
                    return silent == null
                                    || urgent == null
                                    || silent.delivery().equals(urgent.delivery())
                            ? "how an output is to be taken is not told: " + silent + ", " + urgent
                            : null;
                });
    }

    // ---- what is not claimed is refused

    private @Nullable String unclaimed(Feature feature) {
        return switch (feature) {
            case AUDIO_INPUT -> soundRefused();
            case TEXT_OUTPUT -> rejected(ConfigField.OUTPUT_MODALITY);
            case TEXT_INPUT -> refused(message());
            case IMAGE_INPUT -> refused(picture());
            case MANUAL_TURNS -> refused(Command.CommitAudio.now());
            case SPEECH_ACTIVITY -> refused(Command.SpeechActivity.of(true));
            case CANCEL -> refused(Command.CancelResponse.current());
            case TRUNCATE -> refused(Command.TruncateItem.of("item_1", 0, 10));
            case HISTORY_EDITS -> refused(Command.DeleteItem.of("item_1"));
            case FUNCTION_TOOLS -> rejected(ConfigField.TOOLS);
            case AUTOMATIC_TOOL_REPLY -> kit.has(Feature.FUNCTION_TOOLS) ? toolReply(true) : null;
            case HOSTED_MCP -> hostedRefused();
            case OUT_OF_BAND_RESPONSES -> refused(beside());
            case PER_RESPONSE_OVERRIDES -> refused(overridden());
            case SAY -> refused(new Command.Say("say_1", "Mind the gap."));
            case AUDIO_OUTPUT,
                    SERVER_TURN_DETECTION,
                    CLIENT_INTERRUPTION,
                    CLIENT_RESPONSES,
                    INPUT_TRANSCRIPTION,
                    HISTORY_SEED,
                    PARALLEL_TOOLS,
                    BACKGROUND_TOOLS,
                    DTMF ->
                    null; // no command asks for these: sessions look at the capabilities
        };
    }

    private @Nullable String refused(Command command) {
        BenchLine.Sent sent = kit.line().sent(command);
        return sent.refusal() instanceof UnsupportedOperationException && sent.isRefusal()
                ? null
                : command.getClass().getSimpleName()
                        + " is to be refused with an UnsupportedOperationException that says why: "
                        + sent;
    }

    private @Nullable String rejected(ConfigField<?> field) {
        BenchLine line = kit.line();
        String why =
                line.plan(SampleConfig.one(field), SampleConfig.other(field))
                        .rejected()
                        .getOrDefault(field, "");
        return why.isBlank() ? "plan does not reject " + field : null;
    }

    private @Nullable String soundRefused() {
        BenchLine line = kit.line();
        try {
            return line.offer(ByteBuffer.allocate(960)) == SendStatus.ACCEPTED
                    ? "sound was taken"
                    : null;
        } catch (UnsupportedOperationException e) {
            return null;
        }
    }

    private @Nullable String hostedRefused() {
        if (!kit.able().mutability().containsKey(ConfigField.TOOLS)) {
            return null;
        }
        BenchLine.Sent sent = kit.line().sent(Command.UpdateSession.of(hosted()));
        return sent.isRefusal() ? null : "a tool of an MCP server is to be refused: " + sent;
    }

    // ---- commands

    private static Command message() {
        return Command.CreateItem.append(Item.Message.user("hello"));
    }

    private static Command picture() {
        return Command.CreateItem.append(Item.Message.image("data:image/png;base64,iVBORw0KGgo="));
    }

    private static Command beside() {
        return Command.CreateResponse.of(ResponseOptions.builder().outOfBand(true).build());
    }

    private static Command overridden() {
        return Command.CreateResponse.of(ResponseOptions.instructions("Only say yes."));
    }

    private static boolean special(Heard heard, String part) {
        return heard instanceof Heard.AnswerWanted wanted
                && !wanted.content().isEmpty()
                && wanted.content().contains(part);
    }

    private static SessionConfig hosted() {
        ToolDefinition tool =
                HostedMcpTool.server("kit_server", URI.create("https://mcp.example.org/")).build();
        return SessionConfig.builder().tools(List.of(tool)).build();
    }
}
