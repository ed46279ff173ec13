package io.patchbay.tck.conformance;

import java.util.Objects;

/**
 * What a client said, as a far end understands it ({@link ServerDialect#hear}). The words of no
 * particular provider.
 */
public sealed interface Heard {

    /**
     * How the session is to be.
     *
     * @param content the part of the message that says so, without ids and times, so that two
     *     different wishes differ here and two equal ones do not
     */
    record Configured(String content) implements Heard {}

    /** Sound of the caller, decoded from how the wire carries it. */
    record Sound(byte[] bytes) implements Heard {
        /** Its size. */
        @Override
        public String toString() {
            return "Sound[" + bytes.length + " bytes]";
        }
    }

    /** The caller began, or ended, to speak, as the client noticed. */
    record SpeechActivity(boolean began) implements Heard {}

    /** The caller's turn ends here. */
    record TurnEnded() implements Heard {}

    /** The caller's sound so far is to be forgotten. */
    record InputCleared() implements Heard {}

    /**
     * A message, typed or told again.
     *
     * @param role {@code user}, {@code assistant} or {@code system}
     */
    record Message(String role, String text) implements Heard {}

    /** A picture. */
    record Picture() implements Heard {}

    /** A call of a tool, told again. */
    record Call(String callId, String name, String arguments) implements Heard {}

    /**
     * What a tool came to.
     *
     * @param delivery how the model is to take it, in the wire's word; empty where it has none
     */
    record ToolOutput(String callId, String output, String delivery) implements Heard {}

    /**
     * An answer is asked for.
     *
     * @param content what is special about it, as of {@link Configured#content}; empty for nothing
     */
    record AnswerWanted(String content) implements Heard {}

    /** The answer is to stop. */
    record Cancel() implements Heard {}

    /** Of an item only so much was heard. */
    record Truncation(String itemId, long millis) implements Heard {}

    /** An item is to be forgotten. */
    record Deletion(String itemId) implements Heard {}

    /** These words are to be spoken as they are. */
    record Say(String text) implements Heard {}

    /**
     * Anything else.
     *
     * @param what in the wire's words, for findings
     */
    record Other(String what) implements Heard {
        /** Checks for null. */
        public Other {
            Objects.requireNonNull(what, "what");
        }
    }
}
