package org.example.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class AcmeAgentsTest implements PlugContext {

    @Test
    void its_tools_are_named_and_not_given() {
        try (AgentSource.Agents agents =
                new AcmeAgents().create(Settings.of(Map.of("tools", "one, two")), this)) {
            RealtimeAgent agent = agents.agents().get(0);
            assertEquals("acme", agent.name());
            assertEquals(2, agent.tools().size());
            assertTrue(agent.tools().stream().allMatch(tool -> tool.given().isEmpty()));
        }
    }

    @Override
    public String name() {
        return "acme";
    }

    @Override
    public Executor workers() {
        return Runnable::run;
    }
}
