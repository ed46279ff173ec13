package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.session.GuardrailPolicy;
import io.patchbay.api.session.GuardrailPolicy.Feedback;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.session.SessionEvent.InterruptionCause;
import io.patchbay.api.transport.Command;
import io.patchbay.runtime.internal.session.GuardrailExecutor.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What follows when a guardrail trips: the words are stopped, the model does not remember what
 * nobody heard of them, and is told to say something else. On the loop.
 */
final class Tripped {
    private final SessionCore core;
    private final Outgoing outgoing;
    private final ModelMemory memory;
    private final Responses responses;
    private final Interruptions interruptions;
    private final @Nullable HoldBack holdBack;
    private int inARow;

    Tripped(
            SessionCore core,
            Outgoing outgoing,
            ModelMemory memory,
            Responses responses,
            Interruptions interruptions,
            @Nullable HoldBack holdBack) {
        this.core = core;
        this.outgoing = outgoing;
        this.memory = memory;
        this.responses = responses;
        this.interruptions = interruptions;
        this.holdBack = holdBack;
    }

    /** An answer may stand, or the caller has spoken: it is a new matter. */
    void newMatter() {
        inARow = 0;
    }

    /** Tells whoever listens. */
    void tell(String agent, @Nullable String itemId, Outcome outcome) {
        if (core.heard()) {
            core.emit(
                    new SessionEvent.GuardrailTripped(
                            core.stamp(), agent, outcome.guardrail(), itemId, outcome.info()));
        }
    }

    /**
     * An answer must not stand.
     *
     * @param current whether nothing newer is said
     */
    void answer(GuardedAnswer answer, @Nullable String itemId, Outcome outcome, boolean current) {
        tell(answer.agent, itemId, outcome);
        boolean cutBefore = interruptions.isDiscarded(answer.responseId);
        if (!current || cutBefore) {
            unheard(answer);
            return;
        }
        if (!answer.spoken) {
            cancel(answer);
            forget(answer);
        } else if (beside(answer)) {
            interruptions.discard(answer.responseId); // nothing of it was heard yet
            cancel(answer);
        } else if (holdBack != null && !answer.released) {
            // what plays is an earlier answer's, and stands
            interruptions.discard(answer.responseId);
            cancel(answer);
            holdBack.drop(answer);
            forget(answer);
        } else {
            interruptions.interrupt(InterruptionCause.GUARDRAIL);
        }
        if (!answer.outOfBand()) {
            feedback(
                    "Your last answer was stopped, because it breaks this rule: "
                            + outcome.hint()
                            + "."
                            + details(outcome)
                            + " Do not repeat it and do not go on with it. Say in one sentence"
                            + " that you are sorry, without the reason, and turn to something"
                            + " else that you can help with.");
        }
    }

    /** It is not the answer that counts any more, but what is held of it must not come out. */
    private void unheard(GuardedAnswer answer) {
        if (holdBack == null) {
            return;
        }
        interruptions.discard(answer.responseId);
        holdBack.drop(answer);
        if (!answer.released) {
            forget(answer);
        }
    }

    /** Whether it runs beside the conversation and is not audible. */
    private boolean beside(GuardedAnswer answer) {
        return answer.outOfBand() && !responses.audibleOutOfBand().contains(answer.response);
    }

    private void cancel(GuardedAnswer answer) {
        if (answer.over) {
            return;
        }
        if (!answer.outOfBand()) {
            if (outgoing.gate().cancelling()) {
                return; // somebody was faster
            }
            outgoing.gate().noteCancel(answer.responseId);
        }
        outgoing.correct(Command.CancelResponse.of(answer.responseId));
    }

    /** The model must not go on from what nobody heard or was to read. */
    private void forget(GuardedAnswer answer) {
        if (answer.outOfBand()) {
            return; // the conversation does not know it
        }
        for (GuardedAnswer.Words words : answer.items()) {
            if (core.conversation.has(words.itemId)) {
                memory.forget(words.itemId);
            }
        }
    }

    /** The caller's words must not be answered. */
    void input(boolean kept, Outcome outcome) {
        newMatter();
        feedback(
                (kept
                                ? "Do not go into the caller's last words, because they break this"
                                        + " rule: "
                                : "What the caller said last was withheld from you, because it"
                                        + " breaks this rule: ")
                        + outcome.hint()
                        + "."
                        + details(outcome)
                        + " Say in one sentence that you cannot help with that, without the"
                        + " reason, and ask what else you can do.");
    }

    private static String details(Outcome outcome) {
        return outcome.info().isEmpty()
                ? ""
                : " For you alone, not to be said: " + outcome.info() + ".";
    }

    private void feedback(String text) {
        Feedback feedback = core.options.guardrails().feedback();
        inARow++;
        if (feedback == Feedback.NONE) {
            return;
        }
        if (inARow >= GuardrailPolicy.MAX_TRIPS_IN_A_ROW) {
            core.error(
                    ErrorSource.GUARDRAIL,
                    inARow
                            + " answers in a row were stopped; the agent stays silent until"
                            + " somebody speaks to it",
                    null);
            return;
        }
        Item item = feedback == Feedback.USER ? Item.Message.user(text) : Item.Message.system(text);
        // like the output of a tool: while the caller speaks, his turn's answer covers it
        outgoing.append(item, ResponseRequest.Origin.TOOLS)
                .whenComplete(
                        (receipt, failure) -> {
                            if (failure != null && outgoing.line() != null) {
                                core.error(
                                        ErrorSource.LINE,
                                        "the model could not be told that a guardrail tripped: "
                                                + failure.getMessage(),
                                        null);
                            }
                        });
    }
}
