package io.patchbay.tck.conformance;

/**
 * What a wire may have no word for, although the kit would like to hear it. Everything else that
 * {@link ProviderChecklist} lets a far end say must be sayable on every wire whose provider claims
 * it. What a wire lacks its dialect declares ({@link ServerDialect#lacks()}).
 */
public enum WireWord {
    /** {@link ServerDialect#callerBegan()}. */
    CALLER_BEGAN("callerBegan"),
    /** {@link ServerDialect#heard}. */
    HEARD("heard"),
    /** {@link ServerDialect#interrupted()}, or {@link ServerDialect#callerBegan()} in its place. */
    INTERRUPTED("interrupted"),
    /** {@link ServerDialect#lateSound}. */
    LATE_SOUND("lateSound"),
    /** {@link ServerDialect#call} with arguments that are no JSON. */
    ARGUMENTS_THAT_ARE_NO_JSON("call with arguments that are no JSON"),
    /** {@link ServerDialect#callTakenBack}. */
    CALL_TAKEN_BACK("callTakenBack"),
    /** {@link ServerDialect#error}. */
    ERROR("error"),
    /** {@link ServerDialect#lineLost}. */
    LINE_LOST("lineLost"),
    /** {@link ServerDialect#refused}. */
    REFUSED("refused"),
    /** {@link ServerDialect#goAway}. */
    GO_AWAY("goAway"),
    /** {@link ServerDialect#greeting()} and {@link ServerDialect#reply}: a word at the opening. */
    OPENING_ACCEPTED("greeting or reply");

    private final String method;

    WireWord(String method) {
        this.method = method;
    }

    /** What says it in a dialect. */
    String method() {
        return method;
    }
}
