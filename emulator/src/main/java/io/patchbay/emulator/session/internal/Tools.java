package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.model.internal.ToolSpec;
import io.patchbay.emulator.protocol.internal.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads validated tool lists. An emulated mcp server has the tools that the client allows. */
final class Tools {
    private static final JsonNode NO_PARAMETERS =
            Json.object().put("type", "object").set("properties", Json.object());

    private Tools() {}

    /** All tools that may be called: functions, and the tools of mcp servers. */
    static List<ToolSpec> of(JsonNode tools) {
        List<ToolSpec> specs = new ArrayList<>();
        for (JsonNode tool : tools) {
            if ("mcp".equals(Json.string(tool, "type", ""))) {
                String server = Json.string(tool, "server_label", "");
                for (String name : allowed(tool)) {
                    boolean ask = needsApproval(tool.path("require_approval"), name);
                    specs.add(new ToolSpec(name, "", NO_PARAMETERS, server, ask));
                }
            } else {
                specs.add(
                        new ToolSpec(
                                Json.string(tool, "name", ""),
                                Json.string(tool, "description", ""),
                                tool.path("parameters"),
                                null,
                                false));
            }
        }
        return specs;
    }

    /** The tools that a client allows of an mcp server. */
    static List<String> allowed(JsonNode mcpTool) {
        JsonNode allowed = mcpTool.path("allowed_tools");
        return Json.strings(allowed.isObject() ? allowed.path("tool_names") : allowed);
    }

    /** Unless the client says otherwise it wants to be asked. */
    private static boolean needsApproval(JsonNode policy, String name) {
        if (policy.isString()) {
            return !"never".equals(policy.stringValue());
        }
        if (Json.strings(policy.path("never").path("tool_names")).contains(name)) {
            return false;
        }
        JsonNode always = policy.path("always").path("tool_names");
        return !always.isArray() || Json.strings(always).contains(name);
    }
}
