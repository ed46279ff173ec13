package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.TransportFactory;
import java.util.List;
import java.util.Optional;
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

    /** The transport of the highest ranking with this name. */
    Optional<Lease<TransportFactory>> transport(String name);

    /** The provider of the highest ranking with this name. */
    Optional<Lease<RealtimeProvider>> provider(String name);

    /** The agent of the highest ranking with this name. */
    Optional<Lease<RealtimeAgent>> agent(String name);

    /** The tool of the highest ranking with this name. */
    Optional<Lease<FunctionTool>> tool(String name);

    /**
     * The names of the tools that the source of the highest ranking with this name offers now, in
     * its order; a tool of it is looked up as {@code source/tool}.
     */
    Optional<List<String>> toolsOf(String source);

    /**
     * Holds a model's arguments against the schema of a tool. Called on a worker.
     *
     * @throws RuntimeException when they do not fit, with words for the model; a call that throws
     *     it ends as one with bad arguments
     */
    void checkArguments(ToolDefinition.Function tool, String arguments);

    /** The check of the model's words of the highest ranking with this name. */
    Optional<Lease<OutputGuardrail>> outputGuardrail(String name);

    /** The check of the caller's words of the highest ranking with this name. */
    Optional<Lease<InputGuardrail>> inputGuardrail(String name);

    /** The names that are offered of a kind, sorted; for messages that say what there is. */
    List<String> names(PlugKind kind);

    /**
     * The tools that an object's methods annotated {@link io.patchbay.api.tool.Tool} make. Called
     * on a worker.
     *
     * @throws IllegalArgumentException when a method cannot be a tool; the message names it
     */
    List<FunctionTool> annotated(Object object);
}
