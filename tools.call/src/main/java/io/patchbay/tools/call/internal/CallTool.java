package io.patchbay.tools.call.internal;

import io.patchbay.api.agent.AgentContext;
import io.patchbay.api.session.Call;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolApproval;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Something that a model may do with the caller's call. Stateless. */
abstract class CallTool {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final ToolResult NO_CALL =
            ToolResult.failure("There is no telephone call here that could do this.");

    /** The model's name for it. */
    abstract String name();

    /** What it does, and when to call it. */
    abstract String description();

    /** JSON Schema of its arguments. */
    abstract String parameters();

    /** How long it may take. */
    abstract Duration timeout();

    /** Whether the model is offered it for this call. */
    abstract boolean enabled(Call call, AgentContext context);

    /** Does it. */
    abstract CompletionStage<ToolResult> run(Call call, JsonNode arguments, ToolContext context);

    final FunctionTool build(CallSettings settings) {
        return FunctionTool.builder(name())
                .description(description())
                .parameters(parameters())
                .timeout(timeout())
                .approval(
                        settings.approval().contains(name())
                                ? ToolApproval.ALWAYS
                                : ToolApproval.NEVER)
                .enabled(
                        context ->
                                context.call().filter(call -> enabled(call, context)).isPresent())
                .buildAsync(this::run);
    }

    private CompletionStage<ToolResult> run(String arguments, ToolContext context) {
        Call call = context.call().orElse(null);
        return call == null
                ? CompletableFuture.completedFuture(NO_CALL)
                : run(call, JSON.readTree(arguments), context);
    }

    static CompletionStage<ToolResult> told(ToolResult result) {
        return CompletableFuture.completedFuture(result);
    }

    /** In words that a model may repeat, why the call could not do it. */
    static ToolResult failure(Throwable thrown) {
        Throwable why =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        if (why instanceof UnsupportedOperationException) {
            return ToolResult.failure("This call cannot do that.");
        }
        return ToolResult.failure(
                why instanceof IllegalArgumentException
                        ? "That could not be done: " + why.getMessage()
                        : "That could not be done now.");
    }
}
