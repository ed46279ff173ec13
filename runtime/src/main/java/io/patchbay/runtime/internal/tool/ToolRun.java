package io.patchbay.runtime.internal.tool;

import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.tool.ToolErrorFormatter;
import io.patchbay.api.tool.ToolFailure;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.runtime.internal.plug.Copies;
import io.patchbay.runtime.internal.session.ToolExecutor.Call;
import io.patchbay.runtime.internal.session.ToolExecutor.Outcome;
import io.patchbay.runtime.internal.session.ToolTraits;
import io.patchbay.runtime.internal.work.Cancellation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way: input guardrails, the tool, output guardrails. On workers; what comes back is
 * copied into JDK values before it crosses over (RULES 39).
 */
final class ToolRun {

    private final Call call;
    private final ToolTraits traits;
    private final Outcomes outcomes;
    private final Executor workers;

    ToolRun(Call call, ToolTraits traits, Outcomes outcomes, Executor workers) {
        this.call = call;
        this.traits = traits;
        this.outcomes = outcomes;
        this.workers = workers;
    }

    void begin(Cancellation token, Consumer<Outcome> answer) throws Exception {
        String arguments = JsonObjects.check(call.name(), call.arguments());
        CallContext context = new CallContext(call, token);
        if (traits.inputGuardrails().isEmpty()) {
            execute(arguments, context, answer);
            return;
        }
        CompletableFuture<ToolGuards.@Nullable Finding> guards =
                ToolGuards.input(traits.inputGuardrails(), arguments, context, workers);
        guards.whenComplete(
                (finding, never) -> {
                    if (finding != null) {
                        answer.accept(outcomes.stopped(finding));
                    } else if (!token.isCancelled()) {
                        guarded(arguments, context, answer);
                    }
                });
    }

    private void guarded(String arguments, CallContext context, Consumer<Outcome> answer) {
        try {
            execute(arguments, context, answer);
        } catch (Throwable e) {
            // the model waits for an output, whatever it was
            answer.accept(failed(e));
        }
    }

    private void execute(String arguments, CallContext context, Consumer<Outcome> answer)
            throws Exception {
        CompletionStage<ToolResult> stage = call.tool().execute(arguments, context);
        if (stage == null) {
            throw new NullPointerException("the tool returned null instead of a stage");
        }
        stage.whenComplete(
                (result, error) -> {
                    if (error != null) {
                        explain(error, answer);
                    } else if (result == null) {
                        explain(
                                new NullPointerException(
                                        "the tool came to null instead of a result"),
                                answer);
                    } else {
                        check(outcomes.result(result), context, answer);
                    }
                });
    }

    private void check(Outcome outcome, CallContext context, Consumer<Outcome> answer) {
        if (traits.outputGuardrails().isEmpty()) {
            answer.accept(outcome);
            return;
        }
        // the tool may have answered on a thread that must not be blocked
        onWorker(
                answer,
                () ->
                        ToolGuards.output(
                                        traits.outputGuardrails(),
                                        outcome.output(),
                                        context,
                                        workers)
                                .whenComplete(
                                        (finding, never) ->
                                                answer.accept(outcomes.checked(outcome, finding))));
    }

    private void explain(Throwable error, Consumer<Outcome> answer) {
        if (traits.errors() == null) {
            answer.accept(outcomes.failed(error));
        } else {
            onWorker(answer, () -> answer.accept(failed(error)));
        }
    }

    private void onWorker(Consumer<Outcome> answer, Runnable task) {
        try {
            workers.execute(task);
        } catch (java.util.concurrent.RejectedExecutionException e) {
            answer.accept(outcomes.refused(e));
        }
    }

    /** What the model is told of a throw. On a worker. */
    Outcome failed(Throwable thrown) {
        Outcome usual = outcomes.failed(thrown);
        ToolErrorFormatter errors = traits.errors();
        if (errors == null || usual.kind() == ToolOutcome.BAD_ARGUMENTS) {
            return usual;
        }
        try {
            String words =
                    errors.message(
                            new ToolFailure(
                                    ToolFailure.Kind.EXCEPTION,
                                    call.name(),
                                    call.callId(),
                                    usual.output(),
                                    Outcomes.cause(thrown)));
            return new Outcome(
                    words == null ? usual.output() : words, usual.kind(), usual.problem());
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            return new Outcome(
                    usual.output(),
                    usual.kind(),
                    usual.problem() + "; words for its failure: " + Copies.line(e));
        }
    }
}
