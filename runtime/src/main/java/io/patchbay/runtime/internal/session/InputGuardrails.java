package io.patchbay.runtime.internal.session;

import io.patchbay.api.guardrail.GuardrailTrippedException;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.GuardrailPolicy;
import io.patchbay.api.session.GuardrailPolicy.BlockedInput;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.runtime.internal.session.GuardrailExecutor.Kind;
import io.patchbay.runtime.internal.session.GuardrailExecutor.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Has the caller's turns judged before the model answers: from the moment in which one is over
 * until its words have passed nobody asks for a response (RULES 20). A turn that begins meanwhile
 * is answered together with it. On the loop.
 */
final class InputGuardrails implements Follower {
    private final SessionCore core;
    private final GuardrailPolicy policy;
    private final Outgoing outgoing;
    private final ModelMemory memory;
    private final Tripped tripped;
    private final ActiveAgent active;
    private List<Turn> turns = List.of();

    /** Made when something typed is to be judged for the first time. */
    private @Nullable TypedMessages typed;

    /** The command that ends a turn by hand and has not been answered; null when there is none. */
    private @Nullable String committing;

    private SerialLoop.@Nullable Timer commitPatience;

    /** The caller speaks again before what he said was judged. */
    private boolean more;

    private SerialLoop.@Nullable Timer morePatience;

    /** A turn passed since responses are held. */
    private boolean owed;

    /** What the caller said, not judged yet. */
    private static final class Turn {
        final String itemId;
        SerialLoop.@Nullable Timer patience;
        @Nullable Verdicts verdicts;

        Turn(String itemId) {
            this.itemId = itemId;
        }

        void stop() {
            if (patience != null) {
                patience.cancel();
                patience = null;
            }
        }
    }

    InputGuardrails(
            SessionCore core,
            Outgoing outgoing,
            ModelMemory memory,
            Tripped tripped,
            ActiveAgent active) {
        this.core = core;
        this.policy = core.options.guardrails();
        this.outgoing = outgoing;
        this.memory = memory;
        this.tripped = tripped;
        this.active = active;
    }

    /** The caller types something. */
    CompletionStage<Receipt> message(Item message, boolean respond) {
        tripped.newMatter();
        TypedMessages made = typed;
        if (made == null) {
            if (!guarded()) {
                return outgoing.append(message, TypedMessages.origin(respond));
            }
            made = new TypedMessages(core, outgoing, tripped, active);
            typed = made;
        }
        return made.send(message, respond);
    }

    /** The application ends the caller's turn. */
    void committing(String commandId) {
        if (!guarded() || outgoing.line() == null) {
            return;
        }
        committing = commandId;
        stopCommit();
        commitPatience = core.loop.schedule(this::committed, policy.transcriptTimeout());
        hold();
    }

    /** Whether anybody judges what the caller says now. */
    private boolean guarded() {
        AgentBinding spokenTo = active.binding();
        return !core.options.inputGuardrails().isEmpty()
                || spokenTo != null && !spokenTo.agent().inputGuardrails().isEmpty();
    }

    /** The turn has an item, or will have none. */
    private void committed() {
        committing = null;
        stopCommit();
        settle();
    }

    private void stopCommit() {
        if (commitPatience != null) {
            commitPatience.cancel();
            commitPatience = null;
        }
    }

    @Override
    public void event(TransportEvent event) {
        if (event instanceof TransportEvent.InputCommitted e) {
            begun(e.itemId());
        } else if (turns.isEmpty() && committing == null && !more) {
            return; // nothing is held
        } else if (event instanceof TransportEvent.InputTranscriptDone e) {
            Turn turn = turn(e.itemId());
            if (turn != null && turn.verdicts == null) {
                judge(turn, e.transcript());
            }
        } else if (event instanceof TransportEvent.InputTranscriptFailed e) {
            Turn turn = turn(e.itemId());
            if (turn != null && turn.verdicts == null) {
                wordless(turn, "there is no transcript");
            }
        } else if (event instanceof TransportEvent.ItemDeleted e) {
            Turn turn = turn(e.itemId());
            if (turn != null) {
                over(turn);
            }
        } else if (event instanceof TransportEvent.SpeechStarted) {
            more = true;
            watch();
        } else if (event instanceof TransportEvent.InputCleared) {
            noMore();
        } else if (event instanceof TransportEvent.Error e
                && committing != null
                && committing.equals(e.error().commandId())) {
            committed();
        }
    }

    private @Nullable Turn turn(String itemId) {
        for (Turn turn : turns) {
            if (turn.itemId.equals(itemId)) {
                return turn;
            }
        }
        return null;
    }

    private void begun(String itemId) {
        if (!guarded() || turn(itemId) != null) {
            committed();
            noMore();
            return;
        }
        Turn turn = new Turn(itemId);
        if (turns.isEmpty()) {
            turns = new ArrayList<>(1);
        }
        turns.add(turn);
        hold();
        committed();
        noMore();
        Duration wait = policy.transcriptTimeout();
        turn.patience =
                core.loop.schedule(
                        () -> wordless(turn, "no transcript within " + wait.toMillis() + " ms"),
                        wait);
    }

    private void judge(Turn turn, String words) {
        turn.stop();
        AgentBinding spokenTo = active.binding();
        String agent = spokenTo == null ? "" : spokenTo.name();
        Panel<?> panel = Panel.input(core, spokenTo);
        if (panel.isEmpty()) {
            over(turn); // another agent took over, which has none
            return;
        }
        turn.verdicts =
                Verdicts.ask(
                        core,
                        panel,
                        words,
                        new GuardrailExecutor.Subject(
                                core.id,
                                agent,
                                turn.itemId,
                                true,
                                core.conversation.snapshot(),
                                core.options.context().orElse(null)),
                        new Verdicts.Judgement() {
                            @Override
                            public void tripped(Outcome outcome) {
                                blocked(turn, agent, outcome);
                            }

                            @Override
                            public void passed() {
                                owed = true;
                                over(turn);
                            }
                        });
    }

    /** What the caller said nobody knows. */
    private void wordless(Turn turn, String why) {
        turn.stop();
        Outcome outcome =
                new Outcome("transcript", "answer only what can be checked", Kind.LATE, false, why);
        if (Verdicts.tripped(core, outcome)) {
            AgentBinding spokenTo = active.binding();
            blocked(turn, spokenTo == null ? "" : spokenTo.name(), outcome);
        } else {
            owed = true;
            over(turn);
        }
    }

    private void blocked(Turn turn, String agent, Outcome outcome) {
        tripped.tell(agent, turn.itemId, outcome);
        boolean kept = policy.blockedInput() == BlockedInput.KEEP;
        if (!kept) {
            memory.forget(turn.itemId);
        }
        outgoing.unanswered(turn.itemId);
        if (!owed) {
            outgoing.refuse(new GuardrailTrippedException(outcome.guardrail(), outcome.info()));
        }
        tripped.input(kept, outcome);
        over(turn);
    }

    private void over(Turn turn) {
        turn.stop();
        if (turn.verdicts != null) {
            turn.verdicts.cancel("the turn is over");
        }
        turns.remove(turn);
        settle();
    }

    private void hold() {
        outgoing.gate().hold(true, core.clock.now());
    }

    /** Nothing is to be judged any more: who waits for an answer gets it. */
    private void settle() {
        if (turns.isEmpty() && committing == null && !more) {
            owed = false;
            outgoing.gate().hold(false, core.clock.now());
        }
    }

    /** The caller goes on speaking; that may come to nothing, and nobody may tell. */
    private void watch() {
        if (morePatience == null) {
            morePatience = core.loop.schedule(this::look, core.options.limits().siblingTools());
        }
    }

    private void look() {
        morePatience = null;
        if (outgoing.gate().speaking()) {
            watch();
        } else {
            noMore();
        }
    }

    private void noMore() {
        if (morePatience != null) {
            morePatience.cancel();
            morePatience = null;
        }
        more = false;
        settle();
    }

    @Override
    public void lineGone() {
        for (Turn turn : turns) {
            turn.stop();
            if (turn.verdicts != null) {
                turn.verdicts.cancel("the line to the model is gone");
            }
        }
        turns = List.of();
        committed();
        noMore();
    }

    @Override
    public void closed(CloseReason reason) {
        lineGone();
        if (typed != null) {
            typed.close();
        }
    }
}
