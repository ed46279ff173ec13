package io.patchbay.api.tool;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Makes a {@link FunctionTool} from parts. Not thread-safe. */
public final class FunctionToolBuilder {

    private final String name;
    private String description = "";
    private String parameters =
            "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}";
    private @Nullable Duration timeout;
    private FunctionTool.OnInterruption onInterruption = FunctionTool.OnInterruption.CONTINUE;

    FunctionToolBuilder(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    /** What the tool does and when to call it. */
    public FunctionToolBuilder description(String text) {
        this.description = Objects.requireNonNull(text, "text");
        return this;
    }

    /** JSON Schema of the arguments, an object; default: no arguments. */
    public FunctionToolBuilder parameters(String schema) {
        this.parameters = Objects.requireNonNull(schema, "schema");
        return this;
    }

    /**
     * How long a call may take.
     *
     * @throws IllegalArgumentException when it is not positive
     */
    public FunctionToolBuilder timeout(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must be a positive time, not " + timeout);
        }
        this.timeout = timeout;
        return this;
    }

    /** What an interruption does to a running call. */
    public FunctionToolBuilder onInterruption(FunctionTool.OnInterruption policy) {
        this.onInterruption = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /** The tool, answering at once with a text. */
    public FunctionTool build(Action action) {
        Objects.requireNonNull(action, "action");
        return buildAsync(
                (arguments, context) ->
                        CompletableFuture.completedFuture(
                                ToolResult.of(action.run(arguments, context))));
    }

    /** The tool, answering whenever its stage completes. */
    public FunctionTool buildAsync(AsyncAction action) {
        return new Built(
                new ToolDefinition.Function(name, description, parameters),
                Objects.requireNonNull(action, "action"),
                Optional.ofNullable(timeout),
                onInterruption);
    }

    /** What a tool does, at once. */
    @FunctionalInterface
    public interface Action {
        /** Runs with JSON arguments and returns what the model is told. */
        String run(String arguments, ToolContext context) throws Exception;
    }

    /** What a tool does, with time. */
    @FunctionalInterface
    public interface AsyncAction {
        /** Runs with JSON arguments. */
        CompletionStage<ToolResult> run(String arguments, ToolContext context) throws Exception;
    }

    private record Built(
            ToolDefinition.Function definition,
            AsyncAction action,
            Optional<Duration> timeout,
            FunctionTool.OnInterruption onInterruption)
            implements FunctionTool {
        @Override
        public CompletionStage<ToolResult> execute(String arguments, ToolContext context)
                throws Exception {
            return action.run(arguments, context);
        }
    }
}
