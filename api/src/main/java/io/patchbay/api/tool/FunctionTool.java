package io.patchbay.api.tool;

import io.patchbay.api.agent.AgentContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Something a model may call. Stateless or thread-safe: calls run side by side, each on a thread of
 * the worker pool, and may block there.
 *
 * <p>Whatever happens, the model gets an output: a result, or a sentence that says what went wrong.
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
     *     that names the tool and hides the cause
     * @throws Exception anything, with the same effect
     */
    CompletionStage<ToolResult> execute(String arguments, ToolContext context) throws Exception;

    /**
     * How long a call may take, or empty for {@link #DEFAULT_TIMEOUT}. When it is over the call is
     * cancelled and the model told so. Asked on the session's loop before each call; does not
     * block.
     */
    default Optional<Duration> timeout() {
        return Optional.empty();
    }

    /** What a call may take when a tool does not say: 60 s. */
    Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    /**
     * Whether the model is offered the tool now. Asked on a worker before a response boundary, and
     * again before a call.
     */
    default boolean enabled(AgentContext context) {
        return true;
    }

    /**
     * What an interruption of the answer does to a running call. Asked on the session's loop; does
     * not block.
     */
    default OnInterruption onInterruption() {
        return OnInterruption.CONTINUE;
    }

    /** What an interruption does to a running call. */
    enum OnInterruption {
        /** It runs on, and its output is sent. */
        CONTINUE,
        /** It is cancelled, and the model gets an output saying so. */
        CANCEL
    }

    /** A tool from parts; see {@link FunctionToolBuilder}. */
    static FunctionToolBuilder builder(String name) {
        return new FunctionToolBuilder(name);
    }
}
