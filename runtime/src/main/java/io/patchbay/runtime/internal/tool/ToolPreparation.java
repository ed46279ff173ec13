package io.patchbay.runtime.internal.tool;

import io.patchbay.api.tool.ToolApproval;
import io.patchbay.runtime.internal.plug.Copies;
import io.patchbay.runtime.internal.session.ToolExecutor.Call;
import io.patchbay.runtime.internal.session.ToolExecutor.Outcome;
import io.patchbay.runtime.internal.session.ToolExecutor.Prepared;
import io.patchbay.runtime.internal.session.ToolExecutor.Prepared.Next;
import io.patchbay.runtime.internal.session.ToolExecutor.Question;
import io.patchbay.runtime.internal.session.ToolTraits;
import io.patchbay.runtime.internal.work.Cancellation;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks a tool what it wants of a call, and whether the call may run. On a worker. */
final class ToolPreparation implements Attempt.Otherwise<Prepared> {

    private final Call call;
    private final Question question;
    private final Outcomes outcomes;
    private final Executor workers;

    ToolPreparation(Call call, Question question, Outcomes outcomes, Executor workers) {
        this.call = call;
        this.question = question;
        this.outcomes = outcomes;
        this.workers = workers;
    }

    void begin(Cancellation token, Consumer<Prepared> answer) {
        Traits asked = new Traits(call.tool());
        ToolTraits traits = asked.read();
        String problem = asked.problem();
        if (question.consented()) {
            answer.accept(new Prepared(Next.RUN, traits, null, problem));
            return;
        }
        if (!call.tool().enabled(question.moment())) {
            answer.accept(new Prepared(Next.END, traits, outcomes.disabled(), problem));
            return;
        }
        if (traits.approval() == ToolApproval.NEVER) {
            answer.accept(new Prepared(Next.RUN, traits, null, problem));
            return;
        }
        CallContext context = new CallContext(call, token);
        String arguments = arguments();
        boolean needed = question.decided() || arguments == null;
        if (!needed && arguments != null) {
            try {
                needed = traits.approval().needed(arguments, context);
            } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
                // a policy that cannot say is no consent
                needed = true;
                problem = "its approval policy threw " + Copies.line(e);
            }
        }
        Prepared next = new Prepared(needed ? Next.ASK : Next.RUN, traits, null, problem);
        if (!needed || !question.guard() || question.decided() || arguments == null) {
            answer.accept(next);
            return;
        }
        ToolGuards.input(traits.inputGuardrails(), arguments, context, workers)
                .whenComplete(
                        (finding, never) ->
                                answer.accept(
                                        finding == null
                                                ? next
                                                : end(outcomes.stopped(finding), traits)));
    }

    /** The arguments, or null when they are no object. */
    private @Nullable String arguments() {
        try {
            return JsonObjects.check(call.name(), call.arguments());
        } catch (BadArgumentsException e) {
            return null;
        }
    }

    Prepared failed(Throwable thrown) {
        return end(outcomes.failed(thrown), ToolTraits.DEFAULT);
    }

    private static Prepared end(Outcome outcome, ToolTraits traits) {
        return new Prepared(Next.END, traits, outcome, null);
    }

    @Override
    public Prepared late(Duration limit) {
        return end(outcomes.late(limit), ToolTraits.DEFAULT);
    }

    @Override
    public Prepared cancelled(String reason) {
        return end(outcomes.cancelled(reason), ToolTraits.DEFAULT);
    }

    @Override
    public Prepared refused(RejectedExecutionException why) {
        return end(outcomes.refused(why), ToolTraits.DEFAULT);
    }
}
