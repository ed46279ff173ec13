package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.Handoff;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolDefinition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An agent as it was resolved for a session at one moment. A response keeps the binding under which
 * it began, so its calls find that agent's tools even when another one has taken over.
 *
 * @param agent the agent
 * @param instructions its instructions for now
 * @param tools its function tools by the name the model knows
 * @param handoffs its ways to other agents by the name the model knows
 * @param definitions all its tools as the model is told
 * @param lease held while the binding is in use, when the agent was named
 */
record AgentBinding(
        RealtimeAgent agent,
        String instructions,
        Map<String, Reference<FunctionTool>> tools,
        Map<String, Handoff> handoffs,
        List<ToolDefinition> definitions,
        @Nullable Lease<RealtimeAgent> lease) {
    String name() {
        return agent.name();
    }

    AgentBinding withLease(@Nullable Lease<RealtimeAgent> kept) {
        return new AgentBinding(agent, instructions, tools, handoffs, definitions, kept);
    }

    /** Whether a call of that name finds somebody. */
    boolean has(String name) {
        return tools.containsKey(name) || handoffs.containsKey(name);
    }

    void release() {
        if (lease != null) {
            lease.release();
        }
    }
}
