package io.patchbay.emulator.face.gemini.internal;

import io.patchbay.emulator.protocol.internal.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The functions that the client has been asked to call and has not answered. */
final class Calls {
    private final Map<String, Call> open = new LinkedHashMap<>();
    private final Set<String> nonBlocking;

    Calls(Set<String> nonBlocking) {
        this.nonBlocking = nonBlocking;
    }

    /**
     * A call.
     *
     * @param id names it
     * @param name of the function
     * @param arguments for it
     * @param blocking whether the model waits
     */
    record Call(String id, String name, ObjectNode arguments, boolean blocking) {}

    /** A call as the session's item has it. */
    Call of(JsonNode item) {
        String name = Json.string(item, "name", "");
        return new Call(
                Json.string(item, "call_id", ""),
                name,
                arguments(Json.string(item, "arguments", "")),
                !nonBlocking.contains(name));
    }

    /** The service always gives an object. */
    private static ObjectNode arguments(String text) {
        try {
            return Json.parse(text) instanceof ObjectNode object ? object : Json.object();
        } catch (JacksonException e) {
            return Json.object();
        }
    }

    void open(List<Call> calls) {
        calls.forEach(call -> open.put(call.id(), call));
    }

    /** The open call of this id, which stays open if more answers will come; null if none is. */
    @Nullable Call answer(String id, boolean more) {
        return more ? open.get(id) : open.remove(id);
    }

    boolean blocking() {
        return open.values().stream().anyMatch(Call::blocking);
    }

    /** Takes back the calls for which the model waits. */
    List<String> takeBack() {
        List<String> ids = new ArrayList<>();
        open.values().removeIf(call -> call.blocking() && ids.add(call.id()));
        return ids;
    }
}
