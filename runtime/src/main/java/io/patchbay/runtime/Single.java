package io.patchbay.runtime;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.ToolSource;
import java.util.List;

/** Sources that offer one thing, given to the builder by value. */
final class Single {

    private Single() {}

    static AgentSource agent(RealtimeAgent agent) {
        return new AgentSource() {
            @Override
            public String name() {
                return agent.name();
            }

            @Override
            public Agents create(Settings settings, PlugContext context) {
                return () -> List.of(agent);
            }
        };
    }

    static ToolSource tool(String name, Object tool) {
        return new ToolSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Tools create(Settings settings, PlugContext context) {
                return () -> List.of(tool);
            }
        };
    }
}
