package io.patchbay.api.tool;

import io.patchbay.api.agent.AgentContext;
import io.patchbay.api.session.Utterance;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Something a model may call. Stateless or thread-safe: calls run side by side, each on a thread of
 * the worker pool, and may block there.
 *
 * <p>Whatever happens, the model gets exactly one output for each call: a result, or a sentence
 * that says what went wrong. All that a session asks of a tool it asks on a worker thread; a method
 * that throws is reported, and its default used.
 */
@ConsumerType
public interface FunctionTool {

    /**
     * The name, the description and the schema of the arguments. The same object, or an equal one,
     * each time. From any thread; does not block.
     */
    ToolDefinition.Function definition();

    /**
     * Runs.
     *
     * @param arguments the model's arguments: JSON text of an object, checked to be one
     * @param context of this call
     * @return the result, now or later; an exception, thrown or in the stage, becomes an output
     *     that names the tool and hides the cause, unless {@link #errors()} has other words
     * @throws Exception anything, with the same effect
     */
    CompletionStage<ToolResult> execute(String arguments, ToolContext context) throws Exception;

    /**
     * How long a call may take, its guardrails included and the wait for consent not, or empty for
     * {@link #DEFAULT_TIMEOUT}. When it is over the call is cancelled and the model told so. A time
     * that is not positive counts as the default.
     */
    default Optional<Duration> timeout() {
        return Optional.empty();
    }

    /** What a call may take when a tool does not say: 60 s. */
    Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    /** The longest time that a tool may ask for: 2147483647 ms, almost 25 days. */
    Duration MAX_TIMEOUT = Duration.ofMillis(Integer.MAX_VALUE);

    /** What follows when the time is over, besides the output. */
    default OnTimeout onTimeout() {
        return OnTimeout.RESULT;
    }

    /** What follows when the time of a call is over. */
    enum OnTimeout {
        /** The model is told. */
        RESULT,
        /** The model is told, and the session reports an error. */
        RAISE
    }

    /**
     * Words for the model when the tool threw ({@link ToolFailure.Kind#EXCEPTION}) or took too long
     * ({@link ToolFailure.Kind#TIMEOUT}), or empty for the usual ones.
     */
    default Optional<ToolErrorFormatter> errors() {
        return Optional.empty();
    }

    /**
     * Whether the model is offered the tool now. Asked on a worker before a response boundary, and
     * again before a call; a call of a tool that is off by then is answered as one of a tool that
     * does not exist. A call that somebody consented to is not asked about again.
     */
    default boolean enabled(AgentContext context) {
        return true;
    }

    /** Whether a call needs somebody's consent. */
    default ToolApproval approval() {
        return ToolApproval.NEVER;
    }

    /** Checks of the arguments, before a call runs. */
    default List<ToolInputGuardrail> inputGuardrails() {
        return List.of();
    }

    /** Checks of what it came to, before the model is told. */
    default List<ToolOutputGuardrail> outputGuardrails() {
        return List.of();
    }

    /**
     * Whether calls run in the background: the answer to other calls of the same response does not
     * wait for them, and the model takes note of the result without being asked to answer. A model
     * that knows tools it need not wait for ({@code Feature.BACKGROUND_TOOLS}) is told so with the
     * tool, whatever {@link ToolDefinition.Function#background} of {@link #definition} says.
     */
    default boolean background() {
        return false;
    }

    /** What is said while a call takes long, or empty for what the session's policy says. */
    default Optional<Utterance> filler() {
        return Optional.empty();
    }

    /** What an interruption of the answer does to a running call. */
    default OnInterruption onInterruption() {
        return OnInterruption.CONTINUE;
    }

    /** What an interruption does to a running call. */
    enum OnInterruption {
        /** It runs on, and its output is sent and answered. */
        CONTINUE,
        /** It is cancelled, and the model gets an output saying so. */
        CANCEL,
        /**
         * It runs on by itself: from here on nobody waits for it, and the model takes note of its
         * output, when it comes, without being asked to answer.
         */
        DETACH
    }

    /** A tool from parts; see {@link FunctionToolBuilder}. */
    static FunctionToolBuilder builder(String name) {
        return new FunctionToolBuilder(name);
    }
}
