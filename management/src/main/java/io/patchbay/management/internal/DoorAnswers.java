package io.patchbay.management.internal;

import io.patchbay.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** How the door answers. */
public final class DoorAnswers {

    private DoorAnswers() {}

    /** A refusal by the door itself. */
    public static HttpResponse error(int status, String message) {
        return answer(status, JsonNodeFactory.instance.objectNode().put("error", message));
    }

    static HttpResponse answer(int status, JsonNode json) {
        return HttpResponse.json(status, json.toString())
                .with("cache-control", "no-store")
                .with("x-content-type-options", "nosniff");
    }
}
