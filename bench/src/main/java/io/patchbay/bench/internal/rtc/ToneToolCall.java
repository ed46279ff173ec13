package io.patchbay.bench.internal.rtc;

import io.patchbay.bench.internal.load.Say;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The model calls a tool instead of answering at once; its output brings the answer. */
final class ToneToolCall {

    /** Each third turn is one with a tool. */
    private static final int ONE_OF = 3;

    private ToneToolCall() {}

    /**
     * The tool for this turn, or the empty string: there is one only where the session has tools
     * whose names are those of the bench.
     */
    static String wanted(JsonNode session, long turn) {
        if (turn % ONE_OF != 0) {
            return "";
        }
        String name = turn % (2 * ONE_OF) == 0 ? "slow" : "quick";
        for (JsonNode tool : session.path("tools")) {
            if (tool.path("name").asString("").equals(name)) {
                return name;
            }
        }
        return "";
    }

    /** Calls it, in a response of its own. */
    static void make(ToneLine line, ToneWire wire, ToneCall call, Say say, String name) {
        String response = call.ids.next("resp");
        String item = call.ids.next("item");
        String id = call.ids.next("call");
        String arguments = "{\"n\":1}";
        ObjectNode begun = say.call(item, "in_progress", id, name, "");
        ObjectNode whole = say.call(item, "completed", id, name, arguments);
        call.tools.made(line, id);
        wire.send(say.response("response.created", response, "in_progress"));
        wire.send(say.outputItem("response.output_item.added", response, begun));
        String before = line.add(begun);
        wire.send(
                say.arguments(
                        "response.function_call_arguments.done",
                        response,
                        item,
                        id,
                        name,
                        "arguments",
                        arguments));
        wire.send(say.item("conversation.item.done", before, whole));
        wire.send(say.outputItem("response.output_item.done", response, whole));
        wire.send(say.response("response.done", response, "completed", whole));
    }

    /** An item of the client's: an output, or a call that another line made. */
    static void hears(ToneLine line, ToneCall call, JsonNode item) {
        String id = item.path("call_id").asString("");
        switch (item.path("type").asString("")) {
            case "function_call" -> call.tools.toldAgain(id);
            case "function_call_output" -> call.tools.output(line, id);
            default -> {
                // words
            }
        }
    }
}
