package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.Handoff;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.tool.FunctionTool;

/**
 * What a session keeps of an agent whose bundle is gone, until somebody offers the agent again: its
 * instructions as they were last, its voice and prompt, and what it uses by name. Nothing of the
 * bundle is in it: tools, handoffs and listeners that came with the agent are left out, and its
 * guardrails are there by name, so that the policy for missing ones decides.
 */
final class AgentCopy {
    private AgentCopy() {}

    /** Made on a worker: it asks guardrails for their names. */
    static RealtimeAgent of(AgentBinding last) {
        RealtimeAgent agent = last.agent();
        RealtimeAgent.Builder copy =
                RealtimeAgent.builder(agent.name()).instructions(last.instructions());
        agent.handoffDescription().ifPresent(copy::handoffDescription);
        agent.voice().ifPresent(copy::voice);
        if (last.prompt() != null) {
            copy.prompt(last.prompt());
        }
        for (Reference<FunctionTool> tool : agent.tools()) {
            if (tool instanceof Reference.Named<FunctionTool> named) {
                copy.tool(named.name());
            }
        }
        agent.toolSources().forEach(copy::toolsOf);
        agent.hostedMcpTools().forEach(copy::tool);
        for (Handoff handoff : agent.handoffs()) {
            // one with input hands it to the bundle's own code
            if (handoff.target() instanceof Reference.Named<RealtimeAgent> target
                    && handoff.inputSchema() == null) {
                Handoff plain = Handoff.to(Reference.named(target.name()));
                plain = handoff.toolName() == null ? plain : plain.withToolName(handoff.toolName());
                copy.handoff(
                        handoff.description() == null
                                ? plain
                                : plain.withDescription(handoff.description()));
            }
        }
        agent.outputGuardrails().forEach(guard -> copy.outputGuardrail(name(guard, g -> g.name())));
        agent.inputGuardrails().forEach(guard -> copy.inputGuardrail(name(guard, g -> g.name())));
        return copy.build();
    }

    private interface Naming<G> {
        String of(G guardrail);
    }

    private static <G> String name(Reference<G> reference, Naming<G> naming) {
        return reference instanceof Reference.Named<G> named
                ? named.name()
                : naming.of(((Reference.Given<G>) reference).value());
    }
}
