package io.patchbay.api.tool;

import java.util.Objects;

/**
 * What a guardrail of a tool says.
 *
 * @param kind what follows
 * @param message what the model is told instead, or for the application why; empty when allowed
 */
public record ToolVerdict(Kind kind, String message) {

    /** What follows a verdict. */
    public enum Kind {
        /** It may go on. */
        ALLOW,
        /** The model is told the message instead: of the call's run, or of its output. */
        REJECT,
        /**
         * Something is badly wrong: the session reports an error with the message, and the model is
         * told that the tool failed.
         */
        RAISE
    }

    /** It may go on. */
    public static final ToolVerdict ALLOW = new ToolVerdict(Kind.ALLOW, "");

    /** Checks for null. */
    public ToolVerdict {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(message, "message");
    }

    /** The model is told this instead. */
    public static ToolVerdict reject(String message) {
        return new ToolVerdict(Kind.REJECT, message);
    }

    /** The session reports an error, and the model is told that the tool failed. */
    public static ToolVerdict raise(String why) {
        return new ToolVerdict(Kind.RAISE, why);
    }
}
