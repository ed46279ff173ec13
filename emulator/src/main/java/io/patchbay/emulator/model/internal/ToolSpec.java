package io.patchbay.emulator.model.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A tool that the stand-in may call.
 *
 * @param name its name
 * @param description what it is for; may be empty
 * @param parameters JSON Schema of the arguments; a missing node if there is none
 * @param server label of the mcp server it belongs to, or null for a function
 * @param needsApproval whether the client wants to be asked before an mcp call
 */
public record ToolSpec(
        String name,
        String description,
        JsonNode parameters,
        @Nullable String server,
        boolean needsApproval) {

    /** The name's words, in order. */
    List<String> nameWords() {
        return Words.of(name);
    }
}
