package io.patchbay.api.tool;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A tool of an MCP server that the provider calls, as the server lists it.
 *
 * @param serverLabel the server
 * @param name the tool's name there
 * @param description what it does, or null when the server does not say
 * @param inputSchema JSON Schema of its arguments, JSON text
 * @param readOnly whether the server marks it as one that only reads
 */
public record McpTool(
        String serverLabel,
        String name,
        @Nullable String description,
        String inputSchema,
        boolean readOnly) {
    /** Checks for null. */
    public McpTool {
        Objects.requireNonNull(serverLabel, "serverLabel");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(inputSchema, "inputSchema");
    }
}
