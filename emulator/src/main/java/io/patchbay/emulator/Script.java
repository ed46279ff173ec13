package io.patchbay.emulator;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes the place of the stand-in model. Called on a worker thread of the emulator, for several
 * sessions at the same time; it may block for a while. An exception fails the response with {@code
 * server_error}.
 */
@ConsumerType
@FunctionalInterface
public interface Script {

    /**
     * Answers one response.
     *
     * @param turn what there is to answer
     * @return the answer; empty leaves it to the stand-in model
     */
    Optional<Reply> reply(Turn turn);

    /**
     * What there is to answer.
     *
     * @param sessionId the session
     * @param responseNumber the how manieth response of the session this is, from 1
     * @param instructions the instructions in force
     * @param input what was said last: typed, transcribed, or a tool's output; empty if nothing
     * @param tools names of the tools that may be called
     */
    record Turn(
            String sessionId,
            int responseNumber,
            String instructions,
            String input,
            List<String> tools) {
        /** Copies the names. */
        public Turn {
            tools = List.copyOf(tools);
        }

        /** Without what was said, which is content of a call. */
        @Override
        public String toString() {
            return "Turn[" + sessionId + ", " + responseNumber + ", " + tools.size() + " tools]";
        }
    }

    /** An answer: some words, then some calls, or a failure. */
    sealed interface Reply {

        /**
         * Words.
         *
         * @param text what to say or write
         */
        record Say(String text) implements Reply {}

        /**
         * Words and calls of function tools; either may be missing, not both.
         *
         * @param text said before the calls; empty for none
         * @param calls in order
         */
        record Calls(String text, List<FunctionCall> calls) implements Reply {
            /** Copies the calls. */
            public Calls {
                calls = List.copyOf(calls);
                if (calls.isEmpty()) {
                    throw new IllegalArgumentException("at least one call");
                }
            }
        }

        /**
         * A failed response.
         *
         * @param code error code
         * @param message error message
         */
        record Fail(String code, String message) implements Reply {}
    }

    /**
     * A call of a function tool; it need not be in the session's list.
     *
     * @param name the tool
     * @param arguments JSON text, or something malformed to see what the client makes of it
     */
    record FunctionCall(String name, String arguments) {}
}
