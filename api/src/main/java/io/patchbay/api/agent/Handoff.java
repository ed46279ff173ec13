package io.patchbay.api.agent;

import io.patchbay.api.plug.Reference;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolDefinition;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way from one agent to another, shown to the model as a tool. Immutable; made with {@link #to}
 * and the {@code with} methods.
 *
 * @param target the agent that takes over
 * @param toolName the tool's name, or null for {@code transfer_to_} and the agent's name with
 *     {@code _} for what a tool's name cannot hold
 * @param description what the model is told, or null for a sentence with the agent's handoff
 *     description
 * @param inputSchema JSON Schema of what the model tells along, an object, or null for nothing
 * @param onHandoff runs before the switch with what the model told; a failure keeps the old agent
 *     and the model is told
 * @param enabled whether it is offered now
 */
public record Handoff(
        Reference<RealtimeAgent> target,
        @Nullable String toolName,
        @Nullable String description,
        @Nullable String inputSchema,
        OnHandoff onHandoff,
        Predicate<AgentContext> enabled) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException when a model could not call a tool of this name
     */
    public Handoff {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(onHandoff, "onHandoff");
        Objects.requireNonNull(enabled, "enabled");
        if (toolName != null) {
            new ToolDefinition.Function(toolName, "", "{}");
        }
    }

    /**
     * The tool's name for an agent when the handoff does not say another one: {@code transfer_to_}
     * and the agent's name, in which everything but ASCII letters and digits becomes {@code _}.
     */
    public static String defaultToolName(String agent) {
        Objects.requireNonNull(agent, "agent");
        return "transfer_to_" + agent.replaceAll("[^A-Za-z0-9]", "_");
    }

    /** To an agent, by the defaults. */
    public static Handoff to(RealtimeAgent agent) {
        return to(Reference.to(agent));
    }

    /**
     * To an agent given or named, by the defaults. See {@link
     * RealtimeAgent.Builder#handoff(String)} for where a name is looked up.
     */
    public static Handoff to(Reference<RealtimeAgent> agent) {
        return new Handoff(
                agent,
                null,
                null,
                null,
                (input, context) -> CompletableFuture.completedFuture(null),
                context -> true);
    }

    /** Under another name. */
    public Handoff withToolName(String name) {
        Objects.requireNonNull(name, "name");
        return new Handoff(target, name, description, inputSchema, onHandoff, enabled);
    }

    /** With another description. */
    public Handoff withDescription(String text) {
        Objects.requireNonNull(text, "text");
        return new Handoff(target, toolName, text, inputSchema, onHandoff, enabled);
    }

    /** With an action before the switch. */
    public Handoff withOnHandoff(OnHandoff action) {
        return new Handoff(target, toolName, description, inputSchema, action, enabled);
    }

    /**
     * With something that the model tells along, checked against {@code schema} before {@code
     * action} sees it.
     */
    public Handoff withInput(String schema, OnHandoff action) {
        Objects.requireNonNull(schema, "schema");
        return new Handoff(target, toolName, description, schema, action, enabled);
    }

    /** Offered only when {@code condition} holds. */
    public Handoff withEnabled(Predicate<AgentContext> condition) {
        return new Handoff(target, toolName, description, inputSchema, onHandoff, condition);
    }

    /** Runs before a switch; when it fails, or takes more than 60 s, there is none. */
    @FunctionalInterface
    @ConsumerType
    public interface OnHandoff {

        /**
         * Runs on a worker thread.
         *
         * @param input what the model told, JSON text; {@code {}} without a schema
         */
        CompletionStage<?> run(String input, ToolContext context) throws Exception;
    }
}
