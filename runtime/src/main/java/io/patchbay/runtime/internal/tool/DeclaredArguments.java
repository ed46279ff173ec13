package io.patchbay.runtime.internal.tool;

import io.patchbay.api.tool.ToolDefinition;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds arguments against the schema that a definition declares. */
public final class DeclaredArguments {

    private static final JsonMapper JSON = new JsonMapper();

    private DeclaredArguments() {}

    /**
     * Checks.
     *
     * @throws IllegalStateException when the schema is no JSON
     * @throws RuntimeException for the first thing that does not fit, with words for the model
     */
    public static void check(ToolDefinition.Function tool, String arguments) {
        JsonNode schema;
        try {
            schema = JSON.readTree(tool.parameters());
        } catch (JacksonException e) {
            throw new IllegalStateException(
                    "the schema of the tool '" + tool.name() + "' is no JSON", e);
        }
        ArgumentCheck.check(
                tool.name(), schema, JSON.readTree(JsonObjects.check(tool.name(), arguments)));
    }
}
