package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.Utterance;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.FunctionTool.OnInterruption;
import io.patchbay.api.tool.FunctionTool.OnTimeout;
import io.patchbay.api.tool.ToolApproval;
import io.patchbay.api.tool.ToolErrorFormatter;
import io.patchbay.api.tool.ToolInputGuardrail;
import io.patchbay.api.tool.ToolOutputGuardrail;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tool wants of one of its calls, asked once and on a worker, so that nothing of a plug runs
 * on the session's loop.
 *
 * @param timeout for the whole call
 * @param onTimeout what follows then
 * @param onInterruption what an interruption does
 * @param errors words for failures, or null
 * @param approval whether consent is needed
 * @param inputGuardrails checks of the arguments
 * @param outputGuardrails checks of the result
 * @param background whether nobody waits for it
 * @param filler what is said while it takes long, or null
 */
public record ToolTraits(
        Duration timeout,
        OnTimeout onTimeout,
        OnInterruption onInterruption,
        @Nullable ToolErrorFormatter errors,
        ToolApproval approval,
        List<ToolInputGuardrail> inputGuardrails,
        List<ToolOutputGuardrail> outputGuardrails,
        boolean background,
        @Nullable Utterance filler) {

    /** Those of a tool that says nothing. */
    public static final ToolTraits DEFAULT =
            new ToolTraits(
                    FunctionTool.DEFAULT_TIMEOUT,
                    OnTimeout.RESULT,
                    OnInterruption.CONTINUE,
                    null,
                    ToolApproval.NEVER,
                    List.of(),
                    List.of(),
                    false,
                    null);
}
