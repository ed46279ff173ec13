package io.patchbay.runtime.internal.tool;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.tool.FunctionTool.OnTimeout;
import io.patchbay.api.tool.ToolErrorFormatter;
import io.patchbay.api.tool.ToolFailure;
import io.patchbay.runtime.internal.plug.Copies;
import io.patchbay.runtime.internal.session.Lease;
import io.patchbay.runtime.internal.session.ToolExecutor;
import io.patchbay.runtime.internal.session.ToolTraits;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Runs calls of tools on the worker pool. */
public final class ToolCalls implements ToolExecutor {

    /** How long finding words for a failure may take. */
    private static final Duration WORDS = Duration.ofSeconds(5);

    private final Executor workers;

    /** On these workers. */
    public ToolCalls(Executor workers) {
        this.workers = workers;
    }

    @Override
    public Running start(Call call, SerialLoop loop, Consumer<Outcome> done) {
        ToolTraits known = call.traits();
        ToolTraits traits = known == null ? new Traits(call.tool()).read() : known;
        Outcomes outcomes = new Outcomes(call.name(), traits.onTimeout() == OnTimeout.RAISE);
        ToolRun run = new ToolRun(call, traits, outcomes, workers);
        Attempt<Outcome> attempt =
                new Attempt<>(
                        call.name(),
                        loop,
                        workers,
                        outcomes,
                        outcome -> explained(call, traits, outcome, loop, done));
        attempt.start(traits.timeout(), inside(call, run::begin), run::failed);
        return attempt;
    }

    /** What runs shows whose it is. The lease may be released before the tool has come back. */
    private static <T> Attempt.Work<T> inside(Call call, Attempt.Work<T> work) {
        Lease<?> lease = call.lease();
        if (lease == null) {
            return work;
        }
        return (token, answer) -> {
            Runnable leave;
            try {
                leave = lease.enter();
            } catch (IllegalStateException e) {
                return; // it was released, so that nobody waits for an answer any more
            }
            try {
                work.run(token, answer);
            } finally {
                leave.run();
            }
        };
    }

    /** A call that took too long may have words of its own for it. */
    private void explained(
            Call call,
            ToolTraits traits,
            Outcome outcome,
            SerialLoop loop,
            Consumer<Outcome> done) {
        ToolErrorFormatter errors = traits.errors();
        if (outcome.kind() != ToolOutcome.TIMED_OUT || errors == null) {
            done.accept(outcome);
            return;
        }
        explain(
                errors,
                new ToolFailure(
                        ToolFailure.Kind.TIMEOUT,
                        call.name(),
                        call.callId(),
                        outcome.output(),
                        null),
                loop,
                words -> {
                    String problem =
                            outcome.problem() == null ? words.problem() : outcome.problem();
                    done.accept(new Outcome(words.message(), outcome.kind(), problem));
                });
    }

    @Override
    public Running prepare(Call call, Question question, SerialLoop loop, Consumer<Prepared> done) {
        Outcomes outcomes = new Outcomes(call.name(), false);
        ToolPreparation preparation = new ToolPreparation(call, question, outcomes, workers);
        Attempt<Prepared> attempt = new Attempt<>(call.name(), loop, workers, preparation, done);
        attempt.start(
                ToolTraits.DEFAULT.timeout(),
                inside(call, preparation::begin),
                preparation::failed);
        return attempt;
    }

    @Override
    public void explain(
            ToolErrorFormatter formatter,
            ToolFailure failure,
            SerialLoop loop,
            Consumer<Explained> done) {
        new Attempt<>(failure.tool(), loop, workers, new Default(failure), done)
                .start(
                        WORDS,
                        (token, answer) -> answer.accept(words(formatter, failure)),
                        thrown -> unexplained(failure, Copies.line(thrown)));
    }

    private static Explained words(ToolErrorFormatter formatter, ToolFailure failure)
            throws Exception {
        String message = formatter.message(failure);
        return new Explained(message == null ? failure.defaultMessage() : message, null);
    }

    private static Explained unexplained(ToolFailure failure, String why) {
        return new Explained(failure.defaultMessage(), "words for its failure: " + why);
    }

    private record Default(ToolFailure failure) implements Attempt.Otherwise<Explained> {
        @Override
        public Explained late(Duration limit) {
            return unexplained(failure, "not found within " + Attempt.seconds(limit));
        }

        @Override
        public Explained cancelled(String reason) {
            return new Explained(failure.defaultMessage(), null);
        }

        @Override
        public Explained refused(RejectedExecutionException why) {
            return unexplained(failure, Copies.line(why));
        }
    }
}
