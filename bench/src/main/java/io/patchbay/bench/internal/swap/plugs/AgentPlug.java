package io.patchbay.bench.internal.swap.plugs;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import java.util.List;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Two agents that hand over to each other, made of named parts. */
public final class AgentPlug implements BundleActivator, AgentSource {

    @SuppressWarnings("NullAway.Init") // set when it is started
    private BundleContext container;

    @Override
    public void start(BundleContext context) {
        container = context;
        context.registerService(AgentSource.class, this, null);
    }

    @Override
    public void stop(BundleContext context) {
        // the container takes the service back
    }

    @Override
    public String name() {
        return "bench";
    }

    @Override
    public Agents create(Settings settings, PlugContext context) {
        Jam.check(container);
        List<RealtimeAgent> agents = List.of(agent("front", "back"), agent("back", "front"));
        return () -> agents;
    }

    private static RealtimeAgent agent(String name, String other) {
        return RealtimeAgent.builder(name)
                .instructions("You are at the " + name + " desk.")
                .handoffDescription("The " + name + " desk.")
                .tool("quick")
                .tool("slow")
                .tool("careful")
                .tool("calculate")
                .outputGuardrail("polite")
                .outputGuardrail("blocklist")
                .handoff(other)
                .build();
    }
}
