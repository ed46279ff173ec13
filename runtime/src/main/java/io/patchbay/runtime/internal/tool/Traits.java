package io.patchbay.runtime.internal.tool;

import io.patchbay.api.tool.FunctionTool;
import io.patchbay.runtime.internal.plug.Copies;
import io.patchbay.runtime.internal.session.ToolTraits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Asks a tool what it wants of its calls; what it does not say in order is the default. */
final class Traits {

    private final FunctionTool tool;
    private @Nullable String problem;

    /** Asks {@code tool}. */
    Traits(FunctionTool tool) {
        this.tool = tool;
    }

    /** What it did not say in order, or null; known after {@link #read}. */
    @Nullable String problem() {
        return problem;
    }

    ToolTraits read() {
        ToolTraits none = ToolTraits.DEFAULT;
        return new ToolTraits(
                limit(said("timeout", tool::timeout, Optional.empty())),
                said("onTimeout", tool::onTimeout, none.onTimeout()),
                said("onInterruption", tool::onInterruption, none.onInterruption()),
                orNull(said("errors", tool::errors, Optional.empty())),
                // a tool that does not say whether it needs consent needs it
                said("approval", tool::approval, io.patchbay.api.tool.ToolApproval.ALWAYS),
                List.copyOf(guarded("inputGuardrails", tool::inputGuardrails)),
                List.copyOf(guarded("outputGuardrails", tool::outputGuardrails)),
                said("background", tool::background, false),
                orNull(said("filler", tool::filler, Optional.empty())));
    }

    private static <T> @Nullable T orNull(Optional<T> said) {
        return said.orElse(null);
    }

    private static Duration limit(Optional<Duration> said) {
        return said.filter(time -> !time.isNegative() && !time.isZero())
                .map(
                        time ->
                                time.compareTo(FunctionTool.MAX_TIMEOUT) > 0
                                        ? FunctionTool.MAX_TIMEOUT
                                        : time)
                .orElse(FunctionTool.DEFAULT_TIMEOUT);
    }

    private <T> T said(String what, Callable<T> question, T otherwise) {
        try {
            T said = question.call();
            if (said != null) {
                return said;
            }
            note(what + "() is null");
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            note(what + "() threw " + Copies.line(e));
        }
        return otherwise;
    }

    /**
     * Guardrails that cannot be had are not guardrails that allow.
     *
     * @throws IllegalStateException instead of running without
     */
    private <T> List<T> guarded(String what, Callable<List<T>> question) {
        String before = problem;
        List<T> said = said(what, question, List.of());
        if (problem != null && !problem.equals(before)) {
            throw new IllegalStateException(problem);
        }
        return said;
    }

    private void note(String what) {
        problem = problem == null ? what : problem + "; " + what;
    }
}
