package io.patchbay.runtime.internal.session;

import io.patchbay.api.guardrail.GuardrailContext;
import io.patchbay.api.guardrail.Verdict;
import io.patchbay.api.history.History;
import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs one check of one guardrail: on a worker, with time-out and cancellation. It knows neither
 * conversations nor lines; whatever happens it comes to an outcome exactly once, unless it is
 * cancelled.
 */
public interface GuardrailExecutor {
    /**
     * Starts a check. Called on the session's loop.
     *
     * @param check what to run
     * @param loop the session's loop; its clock measures the time-out
     * @param done told once, on the loop, never within this method, and not after a cancel
     * @return takes the check back
     */
    Running start(Check check, SerialLoop loop, Consumer<Outcome> done);

    /** A guardrail of either kind. Its methods are the plug's: called on workers. */
    interface Guard {
        /** Its name. */
        String name();

        /** What the model is told when it trips. */
        String hint();

        /** Checks. */
        CompletionStage<Verdict> check(String text, GuardrailContext context) throws Exception;
    }

    /**
     * A check.
     *
     * @param name the guardrail's name as far as it is known before it runs
     * @param guard what to run
     * @param lease released when the guardrail is through with it, or null
     * @param text the words
     * @param subject whose words they are
     * @param timeout how long the verdict may take
     */
    record Check(
            String name,
            Guard guard,
            @Nullable Lease<?> lease,
            String text,
            Subject subject,
            Duration timeout) {
        /** Not the words. */
        @Override
        public String toString() {
            return "Check[" + subject.itemId() + ", " + text.length() + " characters]";
        }
    }

    /**
     * Whose words are checked.
     *
     * @param sessionId the session
     * @param agent who speaks, or is spoken to
     * @param itemId the words' item, or null
     * @param complete whether the words are all
     * @param history the conversation at this moment
     * @param context the application's object, or null
     */
    record Subject(
            String sessionId,
            String agent,
            @Nullable String itemId,
            boolean complete,
            History history,
            @Nullable Object context) {}

    /**
     * What a check came to.
     *
     * @param guardrail its name
     * @param hint what the model is told when it tripped
     * @param kind how it ended
     * @param tripped what the verdict says; false without one
     * @param info why, or what went wrong: class and message of what was thrown
     */
    record Outcome(String guardrail, String hint, Kind kind, boolean tripped, String info) {}

    /** How a check ended. */
    enum Kind {
        /** With a verdict. */
        VERDICT,
        /** It threw. */
        FAILED,
        /** Not in time. */
        LATE,
        /** There was nobody to ask. */
        MISSING
    }

    /** A check that runs. */
    interface Running {
        /** Nobody wants the verdict any more. On the loop. Does nothing when it is over. */
        void cancel(String reason);
    }
}
