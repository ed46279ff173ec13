package io.patchbay.emulator.model.internal;

/**
 * The last thing that the stand-in was told.
 *
 * @param kind how it came
 * @param text what it says; empty where there is nothing to say
 */
public record ModelInput(Kind kind, String text) {

    /** How an input came. */
    public enum Kind {
        /** Typed, or transcribed by the steering prompt. */
        TEXT,
        /** Recognised from sound. */
        HEARD,
        /** Sound that nothing was recognised in. */
        NOT_UNDERSTOOD,
        /** Silence up to the idle timeout. */
        SILENCE,
        /** Output of a function or an mcp tool. */
        TOOL_OUTPUT,
        /** An operator's message to say sorry. */
        APOLOGY,
        /** A picture without words. */
        IMAGE,
        /** Nothing new since the model last spoke, or nothing at all. */
        NOTHING
    }
}
