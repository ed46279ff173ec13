package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.patchbay.api.history.Item;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls of tools and what becomes of them. */
@Contract({TransportEvent.class, Item.class, RealtimeCodec.class})
abstract class ChecklistTools extends ChecklistAnswers {

    static final String DAY = "{\"day\":\"TUESDAY\"}";

    static final SessionConfig TOOLS =
            SessionConfig.builder()
                    .tools(
                            List.of(
                                    new ToolDefinition.Function(
                                            "museum_hours",
                                            "When the museum is open.",
                                            "{\"type\":\"object\",\"properties\":{\"day\":{\"type\":\"string\"}}}")))
                    .build();

    private BenchLine toolLine() {
        assumeTrue(has(Feature.FUNCTION_TOOLS), "FUNCTION_TOOLS is not claimed");
        return line(TOOLS);
    }

    /** The calls that were told as parts of an answer. */
    static List<Item.FunctionCall> calls(BenchLine line) {
        return line.events(TransportEvent.OutputItemDone.class).stream()
                .map(TransportEvent.OutputItemDone::item)
                .filter(Item.FunctionCall.class::isInstance)
                .map(Item.FunctionCall.class::cast)
                .toList();
    }

    private static boolean call(BenchLine line, String callId, String arguments) {
        line.say(ServerDialect::answerBegins);
        boolean said = line.say(dialect -> dialect.call(callId, "museum_hours", arguments));
        line.say(ServerDialect::done);
        return said;
    }

    @Test
    void a_call_is_part_of_an_answer_and_its_output_goes_back() {
        BenchLine line = toolLine();
        call(line, "call_1", DAY);
        List<Item.FunctionCall> calls = calls(line);
        boolean told =
                calls.size() == 1
                        && calls.get(0).callId().equals("call_1")
                        && calls.get(0).name().equals("museum_hours")
                        && calls.get(0).arguments().replaceAll("\\s", "").equals(DAY)
                        && over(line).size() == 1
                        && over(line).get(0).output().contains(calls.get(0));
        require(
                told,
                "a call is told by OutputItemDone, with the id, name and arguments as they came,"
                        + " and is in the output of its answer",
                () -> calls + ", " + over(line),
                "tell it as Item.FunctionCall within an answer; begin one where the wire has none");
        BenchLine.Sent sent =
                line.sent(
                        Command.CreateItem.append(
                                Item.FunctionCallOutput.of("call_1", "From ten to six.")));
        Heard.ToolOutput output = sent.first(Heard.ToolOutput.class);
        require(
                output != null
                        && output.callId().equals("call_1")
                        && output.output().contains("From ten to six."),
                "the output of a call goes back to the provider under the call's id",
                sent::toString,
                "write Item.FunctionCallOutput");
        BenchLine.Sent asked = line.sent(Command.CreateResponse.of(ResponseOptions.DEFAULT));
        boolean itself = has(Feature.AUTOMATIC_TOOL_REPLY);
        require(
                asked.refusal() == null
                        && (itself == (asked.first(Heard.AnswerWanted.class) == null)),
                "after an output an answer is asked for, once: by the client, or by the provider"
                        + " itself where AUTOMATIC_TOOL_REPLY is claimed",
                asked::toString,
                "take CreateResponse and send nothing where the provider answers by itself");
        requireWorking(line, "after a call");
    }

    @Test
    void arguments_that_are_no_json_are_told_as_they_came() {
        BenchLine line = toolLine();
        String odd = "{\"day\": TUES";
        onThisWire(WireWord.ARGUMENTS_THAT_ARE_NO_JSON, call(line, "call_1", odd));
        List<Item.FunctionCall> calls = calls(line);
        require(
                calls.size() == 1 && calls.get(0).arguments().equals(odd),
                "arguments are told as they came, whatever they are: the model gets an answer to"
                        + " its mistake",
                () -> "" + calls,
                "do not parse them");
        requireWorking(line, "after such a call");
    }

    @Test
    void an_output_that_nobody_waits_for_disturbs_nothing() {
        BenchLine line = toolLine();
        BenchLine.Sent sent =
                line.sent(
                        Command.CreateItem.append(
                                Item.FunctionCallOutput.of("call_unknown", "too late")));
        require(
                sent.isRefusal() || sent.first(Heard.ToolOutput.class) != null,
                "an output of a call that this line does not know is sent, or refused with a reason",
                sent::toString,
                "drop nothing in silence");
        requireWorking(line, "after such an output");
    }

    @Test
    void a_call_that_the_provider_takes_back_is_told() {
        BenchLine line = toolLine();
        call(line, "call_1", DAY);
        said(line, WireWord.CALL_TAKEN_BACK, dialect -> dialect.callTakenBack("call_1"));
        List<TransportEvent.ToolCallCancelled> told =
                line.events(TransportEvent.ToolCallCancelled.class);
        require(
                told.size() == 1 && told.get(0).callId().equals("call_1"),
                "a call that is taken back is told by ToolCallCancelled",
                () -> "" + line.events(),
                "tell it, so that nobody waits for its output");
    }
}
