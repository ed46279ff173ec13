package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.Handoff;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.session.Prompt;
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
 * @param prompt its stored prompt for now, or null
 * @param tools its function tools by the name the model knows
 * @param handoffs its ways to other agents by the name the model knows
 * @param definitions all its tools as the model is told
 * @param hold keeps the agent while the binding is in use
 * @param uses what it uses by name, and who offered that just before
 */
record AgentBinding(
        RealtimeAgent agent,
        String instructions,
        @Nullable Prompt prompt,
        Map<String, Reference<FunctionTool>> tools,
        Map<String, Handoff> handoffs,
        List<ToolDefinition> definitions,
        AgentHold hold,
        List<PartUse> uses) {
    String name() {
        return agent.name();
    }

    /** Whether a call of that name finds somebody. */
    boolean has(String name) {
        return tools.containsKey(name) || handoffs.containsKey(name);
    }

    /** One user more: what begins under the binding may end after another agent took over. */
    AgentBinding keep() {
        hold.keep();
        return this;
    }

    /** One user less. */
    void release() {
        hold.release();
    }
}
