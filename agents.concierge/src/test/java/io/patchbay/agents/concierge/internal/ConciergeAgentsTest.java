package io.patchbay.agents.concierge.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.Voice;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class ConciergeAgentsTest {

    private final AgentSource source =
            ServiceLoader.load(AgentSource.class).findFirst().orElseThrow();

    @Test
    void the_concierge_names_its_tools_and_gives_none() {
        RealtimeAgent concierge = agent(Settings.EMPTY);
        assertEquals("concierge", concierge.name());
        assertEquals(5, concierge.tools().size());
        assertTrue(concierge.tools().stream().allMatch(tool -> tool.given().isEmpty()));
    }

    @Test
    void an_operator_may_change_its_voice() {
        assertEquals(
                Voice.of("cedar"),
                agent(Settings.of(Map.of("voice", "cedar"))).voice().orElseThrow());
    }

    @Test
    void an_operator_may_give_it_more_tools() {
        RealtimeAgent concierge = agent(Settings.of(Map.of("tools", "museum_hours, weather")));
        assertEquals(7, concierge.tools().size());
    }

    private RealtimeAgent agent(Settings settings) {
        return source.create(
                        settings,
                        new PlugContext() {
                            @Override
                            public String name() {
                                return "concierge";
                            }

                            @Override
                            public Executor workers() {
                                return Runnable::run;
                            }
                        })
                .agents()
                .get(0);
    }
}
