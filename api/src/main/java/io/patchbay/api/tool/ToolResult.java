package io.patchbay.api.tool;

import java.util.Objects;

/**
 * What a tool came to.
 *
 * @param output what the model is told
 * @param kind what follows
 */
public record ToolResult(String output, Kind kind) {

    /** What follows a result. */
    public enum Kind {
        /** The model answers. */
        ANSWER,
        /** The model answers at once, whatever it is saying. */
        URGENT,
        /** The model is told, and no answer is asked for. */
        BACKGROUND,
        /** It went wrong in a way that the model may be told; it answers. */
        FAILURE
    }

    /** Checks for null. */
    public ToolResult {
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(kind, "kind");
    }

    /** A result that the model answers. */
    public static ToolResult of(String output) {
        return new ToolResult(output, Kind.ANSWER);
    }

    /** A result that interrupts what the model is saying. */
    public static ToolResult urgent(String output) {
        return new ToolResult(output, Kind.URGENT);
    }

    /** A result that the model only takes note of. */
    public static ToolResult background(String output) {
        return new ToolResult(output, Kind.BACKGROUND);
    }

    /** A failure in words that the model may repeat. */
    public static ToolResult failure(String explanation) {
        return new ToolResult(explanation, Kind.FAILURE);
    }
}
