package io.patchbay.emulator.model.internal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How far the stand-in is free to call tools. */
public sealed interface ToolChoice {

    /** As it likes. */
    record Auto() implements ToolChoice {}

    /** Not at all. */
    record None() implements ToolChoice {}

    /** At least one. */
    record Required() implements ToolChoice {}

    /**
     * This one.
     *
     * @param server label of an mcp server, or null for a function
     * @param name the tool; null means any of the server
     */
    record Forced(@Nullable String server, @Nullable String name) implements ToolChoice {
        boolean allows(ToolSpec tool) {
            return Objects.equals(server, tool.server())
                    && (name == null || name.equals(tool.name()));
        }
    }

    /** Reads the protocol's {@code tool_choice}, which has been validated. */
    static ToolChoice of(JsonNode choice) {
        if (choice.isObject()) {
            String server = choice.path("server_label").stringValue(null);
            return new Forced(server, choice.path("name").stringValue(null));
        }
        return switch (choice.stringValue("auto")) {
            case "none" -> new None();
            case "required" -> new Required();
            default -> new Auto();
        };
    }
}
