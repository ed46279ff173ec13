package io.patchbay.api.tool;

import java.util.Objects;

/** A tool as a model is told about it. */
public sealed interface ToolDefinition permits ToolDefinition.Function, HostedMcpTool {

    /** The name that is unique among an agent's tools. */
    String name();

    /**
     * A function.
     *
     * @param name letters, digits, {@code _} and {@code -}, at most 64
     * @param description what it does and when to call it
     * @param parameters JSON Schema of an object, as JSON text
     * @param background whether the model need not wait for it; of an agent's tools the session
     *     sets it to {@link FunctionTool#background}
     */
    record Function(String name, String description, String parameters, boolean background)
            implements ToolDefinition {
        /** That the model waits for. */
        public Function(String name, String description, String parameters) {
            this(name, description, parameters, false);
        }

        /**
         * Checks the name.
         *
         * @throws IllegalArgumentException when a model could not call it by that name
         */
        public Function {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(description, "description");
            Objects.requireNonNull(parameters, "parameters");
            if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
                throw new IllegalArgumentException(
                        "a tool's name is 1 to 64 letters, digits, '_' and '-'; '"
                                + name
                                + "' is not");
            }
        }
    }
}
