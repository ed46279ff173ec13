package io.patchbay.api.session;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether the model must or must not call a tool. */
public sealed interface ToolChoice {

    /** It decides. */
    ToolChoice AUTO = new Auto();

    /** It must not. */
    ToolChoice NONE = new None();

    /** It must call one. */
    ToolChoice REQUIRED = new Required();

    /** It decides. */
    record Auto() implements ToolChoice {}

    /** It must not. */
    record None() implements ToolChoice {}

    /** It must call one. */
    record Required() implements ToolChoice {}

    /** It must call this function. */
    record Function(String name) implements ToolChoice {
        /** Checks for null. */
        public Function {
            Objects.requireNonNull(name, "name");
        }
    }

    /** It must call a tool of this MCP server, or this very one. */
    record Mcp(String serverLabel, @Nullable String name) implements ToolChoice {
        /** Checks for null. */
        public Mcp {
            Objects.requireNonNull(serverLabel, "serverLabel");
        }
    }
}
