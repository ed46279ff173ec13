package io.patchbay.runtime.internal.plug;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.runtime.internal.session.Lease;
import io.patchbay.runtime.internal.session.SessionPlugs;
import java.util.List;
import java.util.Optional;

/** The registry as one session sees it. */
record SessionView(PlugRegistry registry) implements SessionPlugs {

    @Override
    public Optional<Lease<TransportFactory>> transport(String name) {
        return registry.service(PlugType.TRANSPORT, name);
    }

    @Override
    public Optional<Lease<RealtimeProvider>> provider(String name) {
        return registry.service(PlugType.PROVIDER, name);
    }

    @Override
    public Optional<Lease<RealtimeAgent>> agent(String name) {
        return registry.agent(name);
    }

    @Override
    public Optional<Lease<FunctionTool>> tool(String name) {
        return registry.tool(name);
    }

    @Override
    public Optional<List<String>> toolsOf(String source) {
        return registry.toolsOf(source);
    }

    @Override
    public Optional<Lease<OutputGuardrail>> outputGuardrail(String name) {
        return registry.outputGuardrail(name);
    }

    @Override
    public Optional<Lease<InputGuardrail>> inputGuardrail(String name) {
        return registry.inputGuardrail(name);
    }

    @Override
    public List<String> names(PlugKind kind) {
        return registry.names(kind);
    }

    @Override
    public Standing standing(Lease<?> lease) {
        return registry.standing(lease);
    }
}
