package io.patchbay.emulator.face.deepgram.internal;

import static io.patchbay.emulator.face.deepgram.internal.AgentVoice.message;

import io.patchbay.emulator.face.internal.FaceLine;
import io.patchbay.emulator.protocol.internal.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Functions that are called: the client's, and those that the service has an address for. */
final class AgentCalls {

    private record Call(String id, String name, String arguments) {}

    private final FaceLine line;
    private final AgentState state;
    private final Runnable onAnswered;
    private final List<Call> asked = new ArrayList<>();
    private final Map<String, Call> waiting = new LinkedHashMap<>();

    /**
     * None yet.
     *
     * @param onAnswered all that was asked for together has an answer
     */
    AgentCalls(FaceLine line, AgentState state, Runnable onAnswered) {
        this.line = line;
        this.state = state;
        this.onAnswered = onAnswered;
    }

    /** The model calls; nothing is said of it before the response is over. */
    void called(JsonNode item) {
        asked.add(
                new Call(
                        Json.string(item, "call_id", ""),
                        Json.string(item, "name", ""),
                        Json.string(item, "arguments", "")));
    }

    /** The response came to nothing, and its calls with it. */
    void forget() {
        asked.clear();
    }

    /** The response is over: what it calls is asked for, all at once. */
    void request() {
        if (asked.isEmpty()) {
            return;
        }
        ObjectNode request = message("FunctionCallRequest");
        ArrayNode functions = request.putArray("functions");
        for (Call call : asked) {
            functions
                    .addObject()
                    .put("id", call.id())
                    .put("name", call.name())
                    .put("arguments", call.arguments())
                    .put("client_side", !state.own(call.name()));
            waiting.put(call.id(), call);
        }
        List<Call> own = asked.stream().filter(call -> state.own(call.name())).toList();
        asked.clear();
        line.text(request);
        for (Call call : own) {
            // the address is not dialled: the answer is what was asked
            line.text(
                    message("FunctionCallResponse")
                            .put("id", call.id())
                            .put("name", call.name())
                            .put("content", call.arguments()));
            answered(call.id(), call.arguments());
        }
    }

    /** The client's answer; one that nobody waits for is without effect. */
    void answer(JsonNode response) {
        String id = Json.string(response, "id", "");
        String name = Json.string(response, "name", "");
        if (!response.has("id")) {
            id =
                    waiting.values().stream()
                            .filter(call -> call.name().equals(name))
                            .map(Call::id)
                            .findFirst()
                            .orElse("");
        }
        answered(id, Json.string(response, "content", ""));
    }

    private void answered(String id, String output) {
        Call call = waiting.remove(id);
        if (call == null) {
            return;
        }
        ObjectNode item = Json.object();
        item.put("type", "conversation.item.create")
                .putObject("item")
                .put("type", "function_call_output")
                .put("call_id", id)
                .put("output", output);
        line.send(item);
        if (state.tellsHistory()) {
            ObjectNode past = message("History");
            past.putArray("function_calls")
                    .addObject()
                    .put("id", id)
                    .put("name", call.name())
                    .put("client_side", !state.own(call.name()))
                    .put("arguments", call.arguments())
                    .put("response", output);
            line.text(past);
        }
        if (waiting.isEmpty()) {
            onAnswered.run();
        }
    }

    /** The caller speaks: what was asked for is not wanted any more. */
    void cancelled() {
        if (waiting.isEmpty()) {
            return;
        }
        ObjectNode cancelled = message("FunctionCallCancelled");
        ArrayNode functions = cancelled.putArray("functions");
        for (Call call : waiting.values()) {
            if (!state.own(call.name())) {
                functions.addObject().put("id", call.id()).put("name", call.name());
            }
        }
        waiting.clear();
        line.text(cancelled);
    }
}
