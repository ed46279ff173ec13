package io.patchbay.runtime.internal.session;

import io.patchbay.api.guardrail.GuardrailTrippedException;
import io.patchbay.api.history.Item;
import io.patchbay.api.transport.Receipt;
import io.patchbay.runtime.internal.session.GuardrailExecutor.Outcome;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the caller types, on its way to the model: where there are input guardrails they see it
 * first, and it goes in the order in which it was typed. On the loop.
 */
final class TypedMessages {
    /** So many messages may wait for their verdicts. */
    private static final int MAX_WAITING = 64;

    private final SessionCore core;
    private final Outgoing outgoing;
    private final Tripped tripped;
    private final ActiveAgent active;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(0);

    /** A message that is judged, or waits for one before it. */
    private static final class Waiting {
        final Item message;
        final boolean respond;
        final CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        @Nullable Verdicts verdicts;
        boolean passed;

        Waiting(Item message, boolean respond) {
            this.message = message;
            this.respond = respond;
        }
    }

    TypedMessages(SessionCore core, Outgoing outgoing, Tripped tripped, ActiveAgent active) {
        this.core = core;
        this.outgoing = outgoing;
        this.tripped = tripped;
        this.active = active;
    }

    /** Sends a message once it has passed; pictures have no words to judge. */
    CompletionStage<Receipt> send(Item message, boolean respond) {
        AgentBinding spokenTo = active.binding();
        Panel<?> panel = Panel.input(core, spokenTo);
        String words = message instanceof Item.Message typed ? typed.text() : "";
        boolean judged = !panel.isEmpty() && !words.isEmpty();
        if (!judged && waiting.isEmpty()) {
            return outgoing.append(message, origin(respond));
        }
        if (waiting.size() >= MAX_WAITING) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException(
                            "not sent: "
                                    + MAX_WAITING
                                    + " messages wait to be judged; wait for their stages"));
        }
        Waiting one = new Waiting(message, respond);
        one.passed = !judged;
        waiting.addLast(one);
        if (judged) {
            judge(one, panel, words, spokenTo == null ? "" : spokenTo.name());
        }
        return one.receipt;
    }

    static ResponseRequest.@Nullable Origin origin(boolean respond) {
        return respond ? ResponseRequest.Origin.MESSAGE : null;
    }

    private void judge(Waiting one, Panel<?> panel, String words, String agent) {
        one.verdicts =
                Verdicts.ask(
                        core,
                        panel,
                        words,
                        new GuardrailExecutor.Subject(
                                core.id,
                                agent,
                                null,
                                true,
                                core.conversation.snapshot(),
                                core.options.context().orElse(null)),
                        new Verdicts.Judgement() {
                            @Override
                            public void tripped(Outcome outcome) {
                                waiting.remove(one);
                                stopped(one, agent, outcome);
                                flush();
                            }

                            @Override
                            public void passed() {
                                one.passed = true;
                                flush();
                            }
                        });
    }

    private void stopped(Waiting one, String agent, Outcome outcome) {
        tripped.tell(agent, null, outcome);
        if (one.respond && outgoing.line() != null) {
            tripped.input(false, outcome);
        }
        one.receipt.completeExceptionally(
                new GuardrailTrippedException(outcome.guardrail(), outcome.info()));
    }

    private void flush() {
        for (Waiting first = waiting.peekFirst();
                first != null && first.passed;
                first = waiting.peekFirst()) {
            waiting.pollFirst();
            CompletableFuture<Receipt> receipt = first.receipt;
            outgoing.append(first.message, origin(first.respond))
                    .whenComplete(
                            (sent, failure) -> {
                                if (failure == null) {
                                    receipt.complete(sent);
                                } else {
                                    receipt.completeExceptionally(failure);
                                }
                            });
        }
    }

    /** The session is over. */
    void close() {
        for (Waiting one = waiting.pollFirst(); one != null; one = waiting.pollFirst()) {
            if (one.verdicts != null) {
                one.verdicts.cancel("the session is closed");
            }
            one.receipt.completeExceptionally(
                    new IllegalStateException("not sent: the session is closed"));
        }
    }
}
