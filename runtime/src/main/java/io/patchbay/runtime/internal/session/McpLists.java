package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.tool.McpTool;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what MCP servers list, as providers pass it on. Only a name is wanted: descriptions,
 * schemas and annotations are often not there.
 */
final class McpLists {
    private static final JsonMapper JSON = new JsonMapper();

    private McpLists() {}

    /** The tools of a list; those without a name are left out. */
    static List<McpTool> read(Item.McpListTools list) {
        List<McpTool> tools = new ArrayList<>();
        try {
            for (JsonNode tool : JSON.readTree(list.toolsJson())) {
                String name = tool.path("name").asString("");
                if (!name.isEmpty()) {
                    JsonNode description = tool.path("description");
                    JsonNode schema = tool.path("input_schema");
                    tools.add(
                            new McpTool(
                                    list.serverLabel(),
                                    name,
                                    description.isString() ? description.asString() : null,
                                    schema.isObject() ? schema.toString() : "{}",
                                    tool.path("annotations")
                                            .path("readOnlyHint")
                                            .asBoolean(false)));
                }
            }
        } catch (JacksonException e) {
            return List.of();
        }
        return tools;
    }
}
