package io.patchbay.api.session;

import java.time.Duration;
import java.util.Objects;

/**
 * What becomes of a call that was placed, by who answers it. Until there is a verdict nobody
 * greets, and the model does not hear the far end. Then the greeting is said ({@link
 * Manners#greeting()}); in a session without one a person's first words are given to the model, and
 * the model leaves a message with a machine.
 *
 * @param classifier tells who answered
 * @param onMachine what a machine's greeting means; {@link AnswerClassifier.Verdict#UNKNOWN} is
 *     taken for a person
 * @param within how long the verdict may take, from the answer; then it is unknown
 * @param beepWithin how long to wait for the beep, from the answer; then the message is spoken
 *     nevertheless
 */
public record AnswerPolicy(
        AnswerClassifier classifier, OnMachine onMachine, Duration within, Duration beepWithin) {

    /** What a machine's greeting means. */
    public enum OnMachine {
        /** Nothing: the agent speaks at once. */
        GO_ON,
        /** The agent waits for the beep, and speaks then. */
        WAIT_FOR_BEEP,
        /** The call ends. */
        HANG_UP
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a time that is not positive
     */
    public AnswerPolicy {
        Objects.requireNonNull(classifier, "classifier");
        Objects.requireNonNull(onMachine, "onMachine");
        Checks.positive(within, "within");
        Checks.positive(beepWithin, "beepWithin");
    }

    /** Five seconds for the verdict, 40 s for the beep. */
    public static AnswerPolicy of(AnswerClassifier classifier, OnMachine onMachine) {
        return new AnswerPolicy(
                classifier, onMachine, Duration.ofSeconds(5), Duration.ofSeconds(40));
    }
}
