package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.AgentContext;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.History;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Resolves agents: instructions and tools, given, annotated or named, on a worker. */
final class Agents {
    private final SessionCore core;

    Agents(SessionCore core) {
        this.core = core;
    }

    /**
     * Refuses an agent whose tools do not have distinct names, as far as that can be told without
     * looking anything up.
     *
     * @throws IllegalArgumentException listing the names
     */
    static void checkNames(RealtimeAgent agent) {
        List<String> names = new ArrayList<>();
        for (Reference<FunctionTool> tool : agent.tools()) {
            names.add(
                    tool instanceof Reference.Named<FunctionTool> named
                            ? named.name()
                            : ((Reference.Given<FunctionTool>) tool).value().definition().name());
        }
        distinct(agent.name(), names);
    }

    private static void distinct(String agent, List<String> names) {
        Map<String, Integer> counts = new TreeMap<>();
        names.forEach(name -> counts.merge(name, 1, Integer::sum));
        counts.values().removeIf(count -> count == 1);
        if (!counts.isEmpty()) {
            throw new IllegalArgumentException(
                    "agent '"
                            + agent
                            + "' has more than one tool of the same name; give each its own: "
                            + String.join(", ", counts.keySet()));
        }
    }

    /**
     * Resolves the agent that a session begins with.
     *
     * @return completes on any thread; fails when the agent is not offered or cannot be resolved
     */
    CompletableFuture<AgentBinding> resolve(Reference<RealtimeAgent> reference) {
        if (reference instanceof Reference.Given<RealtimeAgent> given) {
            return resolve(given.value(), null);
        }
        String name = ((Reference.Named<RealtimeAgent>) reference).name();
        Optional<Lease<RealtimeAgent>> lease = core.host.agent(name);
        if (lease.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException(
                            "nobody offers an agent '"
                                    + name
                                    + "'; offered are: "
                                    + core.host.names(PlugKind.AGENT)));
        }
        return resolve(lease.get().plug(), lease.get());
    }

    /** Resolves an agent. */
    CompletableFuture<AgentBinding> resolve(
            RealtimeAgent agent, @Nullable Lease<RealtimeAgent> lease) {
        CompletableFuture<AgentBinding> result = new CompletableFuture<>();
        String unmet = unmet(agent);
        if (unmet != null) {
            fail(result, lease, new IllegalArgumentException(unmet));
            return result;
        }
        Moment moment =
                new Moment(
                        core.id,
                        agent,
                        core.conversation.snapshot(),
                        core.options.context().orElse(null));
        Runnable work =
                () -> {
                    try {
                        Map<String, Reference<FunctionTool>> tools = new LinkedHashMap<>();
                        List<ToolDefinition> definitions = new ArrayList<>();
                        collect(agent, tools, definitions);
                        CompletionStage<String> text = agent.instructions().resolve(moment);
                        text.whenComplete(
                                (instructions, failure) -> {
                                    if (failure != null) {
                                        fail(result, lease, failure);
                                    } else if (instructions == null) {
                                        fail(
                                                result,
                                                lease,
                                                new IllegalStateException(
                                                        "the instructions of agent '"
                                                                + agent.name()
                                                                + "' came to null"));
                                    } else {
                                        result.complete(
                                                new AgentBinding(
                                                        agent,
                                                        instructions,
                                                        tools,
                                                        Map.of(),
                                                        List.copyOf(definitions),
                                                        lease));
                                    }
                                });
                    } catch (Throwable e) {
                        fail(result, lease, e);
                    }
                };
        try {
            core.host.workers().execute(work);
        } catch (RuntimeException e) {
            fail(result, lease, e);
        }
        return result;
    }

    /**
     * What the agent counts on and this engine does not do: better no call than one without its
     * guardrails.
     */
    private static @Nullable String unmet(RealtimeAgent agent) {
        String what =
                !agent.outputGuardrails().isEmpty() || !agent.inputGuardrails().isEmpty()
                        ? "guardrails"
                        : agent.handoffs().isEmpty() ? null : "handoffs";
        return what == null
                ? null
                : "agent '"
                        + agent.name()
                        + "' has "
                        + what
                        + ", which this version does not run; take them out of the agent";
    }

    private static void fail(
            CompletableFuture<AgentBinding> result,
            @Nullable Lease<RealtimeAgent> lease,
            Throwable failure) {
        if (lease != null) {
            lease.release();
        }
        result.completeExceptionally(failure);
    }

    private void collect(
            RealtimeAgent agent,
            Map<String, Reference<FunctionTool>> tools,
            List<ToolDefinition> definitions) {
        List<String> names = new ArrayList<>();
        for (Reference<FunctionTool> reference : agent.tools()) {
            ToolDefinition.Function definition = definition(agent, reference);
            if (definition != null) {
                names.add(definition.name());
                tools.put(definition.name(), reference);
                definitions.add(definition);
            }
        }
        for (Object annotated : agent.annotatedTools()) {
            for (FunctionTool tool : core.host.annotated(annotated)) {
                names.add(tool.definition().name());
                tools.put(tool.definition().name(), Reference.to(tool));
                definitions.add(tool.definition());
            }
        }
        distinct(agent.name(), names);
        definitions.addAll(agent.hostedMcpTools());
    }

    /** A tool that nobody offers now is left out, and said so (RULES 37). */
    private ToolDefinition.@Nullable Function definition(
            RealtimeAgent agent, Reference<FunctionTool> reference) {
        if (reference instanceof Reference.Given<FunctionTool> given) {
            return given.value().definition();
        }
        String name = ((Reference.Named<FunctionTool>) reference).name();
        Optional<Lease<FunctionTool>> lease = core.host.tool(name);
        if (lease.isEmpty()) {
            core.loop.execute(
                    () ->
                            core.warn(
                                    "tool-missing",
                                    "agent '"
                                            + agent.name()
                                            + "' goes without the tool '"
                                            + name
                                            + "': nobody offers it now"));
            return null;
        }
        try {
            return lease.get().plug().definition();
        } finally {
            lease.get().release();
        }
    }

    /** What instructions may look at. */
    private record Moment(
            String sessionId, RealtimeAgent agent, History history, @Nullable Object application)
            implements AgentContext {
        @Override
        public <T> Optional<T> context(Class<T> type) {
            return type.isInstance(application)
                    ? Optional.of(type.cast(application))
                    : Optional.empty();
        }
    }
}
