package io.patchbay.runtime.internal.tool;

import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.tool.ToolVerdict;
import io.patchbay.runtime.internal.plug.Copies;
import io.patchbay.runtime.internal.session.ToolExecutor.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The sentences that a model is told of a call of one tool, and what the application learns. */
final class Outcomes implements Attempt.Otherwise<Outcome> {

    private final String name;
    private final boolean raise;

    /** For a tool; {@code raise} is whether a timeout is an error, too. */
    Outcomes(String name, boolean raise) {
        this.name = name;
        this.raise = raise;
    }

    Outcome result(ToolResult result) {
        ToolOutcome kind =
                switch (result.kind()) {
                    case ANSWER, URGENT -> ToolOutcome.RESULT;
                    case BACKGROUND -> ToolOutcome.BACKGROUND;
                    case FAILURE -> ToolOutcome.FAILED;
                };
        return new Outcome(
                result.output(), kind, null, null, result.kind() == ToolResult.Kind.URGENT);
    }

    /** What was thrown, out of the wrapping that stages put around it. */
    static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null
                ? thrown.getCause()
                : thrown;
    }

    Outcome failed(Throwable thrown) {
        Throwable cause = cause(thrown);
        return cause instanceof BadArgumentsException
                ? new Outcome(String.valueOf(cause.getMessage()), ToolOutcome.BAD_ARGUMENTS, null)
                : new Outcome(failure(), ToolOutcome.FAILED, Copies.line(cause));
    }

    String failure() {
        return "The tool '" + name + "' failed.";
    }

    /** A guardrail did not allow the call to run. */
    Outcome stopped(ToolGuards.Finding finding) {
        return finding.verdict().kind() == ToolVerdict.Kind.RAISE
                ? raised(finding)
                : new Outcome(
                        finding.verdict().message(),
                        ToolOutcome.REJECTED,
                        null,
                        finding.guardrail());
    }

    /** A guardrail looked at what the call came to. */
    Outcome checked(Outcome outcome, ToolGuards.@Nullable Finding finding) {
        if (finding == null) {
            return outcome;
        }
        return finding.verdict().kind() == ToolVerdict.Kind.RAISE
                ? raised(finding)
                : new Outcome(
                        finding.verdict().message(), outcome.kind(), null, finding.guardrail());
    }

    private Outcome raised(ToolGuards.Finding finding) {
        return new Outcome(
                failure(),
                ToolOutcome.FAILED,
                "guardrail '" + finding.guardrail() + "': " + finding.verdict().message(),
                finding.guardrail());
    }

    /** It is not offered any more. */
    Outcome disabled() {
        return new Outcome(
                "The tool '" + name + "' is not available now.", ToolOutcome.UNKNOWN, null);
    }

    @Override
    public Outcome late(Duration limit) {
        String sentence =
                "The tool '" + name + "' was not done within " + Attempt.seconds(limit) + ".";
        return new Outcome(
                sentence,
                ToolOutcome.TIMED_OUT,
                raise ? "not done within " + Attempt.seconds(limit) : null);
    }

    @Override
    public Outcome cancelled(String reason) {
        return new Outcome(
                "The tool '" + name + "' was cancelled: " + reason + ".",
                ToolOutcome.CANCELLED,
                null);
    }

    @Override
    public Outcome refused(RejectedExecutionException why) {
        return new Outcome(
                "The tool '" + name + "' cannot run now, too much is going on.",
                ToolOutcome.FAILED,
                Copies.line(why));
    }
}
