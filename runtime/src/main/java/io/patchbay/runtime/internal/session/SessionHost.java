package io.patchbay.runtime.internal.session;

import io.patchbay.api.plug.Swap;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolDefinition;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * What sessions need of the runtime that they live in. Every method may be called from any thread
 * and does not block.
 */
public interface SessionHost {
    /** The loop of a new session, its own for life. */
    SerialLoop newLoop();

    /** Whether this thread runs a session's loop, any session's: it must not wait. */
    boolean onLoop();

    /**
     * Threads for everything that may block: instructions, tools, credentials, listeners. Bounded,
     * with a neutral context class loader; refuses with {@link
     * java.util.concurrent.RejectedExecutionException}.
     */
    Executor workers();

    /** Runs calls of tools. */
    ToolExecutor tools();

    /** Runs checks of guardrails. */
    GuardrailExecutor guardrails();

    /** What is plugged in, as the session of this id is to see it for life. */
    SessionPlugs plugs(String sessionId);

    /** Handles calls that providers carry. */
    CarriedCalls carriedCalls();

    /** How the ways to models fare, over all sessions. */
    ProviderHealth health();

    /** A swap under a session is over: for the history that operators see. */
    void swapped(String sessionId, Swap swap);

    /**
     * Holds a model's arguments against the schema of a tool. Called on a worker.
     *
     * @throws RuntimeException when they do not fit, with words for the model; a call that throws
     *     it ends as one with bad arguments
     */
    void checkArguments(ToolDefinition.Function tool, String arguments);

    /**
     * The tools that an object's methods annotated {@link io.patchbay.api.tool.Tool} make. Called
     * on a worker.
     *
     * @throws IllegalArgumentException when a method cannot be a tool; the message names it
     */
    List<FunctionTool> annotated(Object object);
}
