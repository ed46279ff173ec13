package io.patchbay.api.tool;

import io.patchbay.api.agent.AgentContext;
import io.patchbay.api.session.Utterance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes a {@link FunctionTool} from parts. Not thread-safe. */
public final class FunctionToolBuilder {

    private final String name;
    private String description = "";
    private String parameters =
            "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}";
    private @Nullable Duration timeout;
    private FunctionTool.OnTimeout onTimeout = FunctionTool.OnTimeout.RESULT;
    private FunctionTool.OnInterruption onInterruption = FunctionTool.OnInterruption.CONTINUE;
    private @Nullable ToolErrorFormatter errors;
    private Predicate<AgentContext> enabled = context -> true;
    private ToolApproval approval = ToolApproval.NEVER;
    private final List<ToolInputGuardrail> inputGuardrails = new ArrayList<>();
    private final List<ToolOutputGuardrail> outputGuardrails = new ArrayList<>();
    private boolean background;
    private @Nullable Utterance filler;

    FunctionToolBuilder(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    /** The tool's name. */
    public String name() {
        return name;
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
     * How long a call may take; default {@link FunctionTool#DEFAULT_TIMEOUT}.
     *
     * @throws IllegalArgumentException when it is not positive, or over {@link
     *     FunctionTool#MAX_TIMEOUT}
     */
    public FunctionToolBuilder timeout(Duration timeout) {
        if (timeout.isZero()
                || timeout.isNegative()
                || timeout.compareTo(FunctionTool.MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "timeout must be a positive time of at most "
                            + FunctionTool.MAX_TIMEOUT.toMillis()
                            + " ms, not "
                            + timeout);
        }
        this.timeout = timeout;
        return this;
    }

    /** What follows when the time is over; default {@link FunctionTool.OnTimeout#RESULT}. */
    public FunctionToolBuilder onTimeout(FunctionTool.OnTimeout behaviour) {
        this.onTimeout = Objects.requireNonNull(behaviour, "behaviour");
        return this;
    }

    /** Words for the model when a call throws or takes too long. */
    public FunctionToolBuilder errors(ToolErrorFormatter formatter) {
        this.errors = Objects.requireNonNull(formatter, "formatter");
        return this;
    }

    /** Whether the model is offered the tool; default always. Asked on a worker. */
    public FunctionToolBuilder enabled(Predicate<AgentContext> condition) {
        this.enabled = Objects.requireNonNull(condition, "condition");
        return this;
    }

    /** Whether a call needs somebody's consent; default {@link ToolApproval#NEVER}. */
    public FunctionToolBuilder approval(ToolApproval approval) {
        this.approval = Objects.requireNonNull(approval, "approval");
        return this;
    }

    /** One more check of the arguments. */
    public FunctionToolBuilder guardrail(ToolInputGuardrail guardrail) {
        inputGuardrails.add(Objects.requireNonNull(guardrail, "guardrail"));
        return this;
    }

    /** One more check of what it came to. */
    public FunctionToolBuilder guardrail(ToolOutputGuardrail guardrail) {
        outputGuardrails.add(Objects.requireNonNull(guardrail, "guardrail"));
        return this;
    }

    /** Whether calls run in the background; default false. */
    public FunctionToolBuilder background(boolean on) {
        this.background = on;
        return this;
    }

    /** What is said while a call takes long, instead of what the session's policy says. */
    public FunctionToolBuilder filler(Utterance filler) {
        this.filler = Objects.requireNonNull(filler, "filler");
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
                onTimeout,
                Optional.ofNullable(errors),
                enabled,
                approval,
                List.copyOf(inputGuardrails),
                List.copyOf(outputGuardrails),
                background,
                Optional.ofNullable(filler),
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
            FunctionTool.OnTimeout onTimeout,
            Optional<ToolErrorFormatter> errors,
            Predicate<AgentContext> condition,
            ToolApproval approval,
            List<ToolInputGuardrail> inputGuardrails,
            List<ToolOutputGuardrail> outputGuardrails,
            boolean background,
            Optional<Utterance> filler,
            FunctionTool.OnInterruption onInterruption)
            implements FunctionTool {
        @Override
        public boolean enabled(AgentContext context) {
            return condition.test(context);
        }

        @Override
        public CompletionStage<ToolResult> execute(String arguments, ToolContext context)
                throws Exception {
            return action.run(arguments, context);
        }
    }
}
