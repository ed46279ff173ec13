package io.patchbay.agents.concierge.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.Voice;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class ConciergeAgentsTest {

    private final AgentSource source =
            ServiceLoader.load(AgentSource.class).findFirst().orElseThrow();

    @Test
    void the_concierge_names_the_tools_of_others() {
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

    @Test
    void the_two_hand_callers_over_to_each_other() {
        List<RealtimeAgent> agents = agents(Settings.EMPTY);
        assertEquals(
                List.of("concierge", "night_porter"),
                agents.stream().map(RealtimeAgent::name).toList());
        assertEquals("night_porter", agents.get(0).handoffs().get(0).toolName());
        assertEquals("concierge", agents.get(1).handoffs().get(0).toolName());
    }

    @Test
    void an_operator_may_have_both_checked() {
        for (RealtimeAgent agent : agents(Settings.of(Map.of("guardrails", "blocklist")))) {
            assertEquals(2, agent.outputGuardrails().size());
        }
    }

    @Test
    void a_file_of_notes_that_can_be_none_is_refused_by_its_name() {
        IllegalArgumentException failure =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> agents(Settings.of(Map.of("notes", "\0"))));
        assertTrue(String.valueOf(failure.getMessage()).contains("'notes'"));
    }

    @Test
    void the_house_keeps_its_keys_to_itself() {
        for (String words : List.of("the Master Key is here", "our guest list")) {
            assertTrue(HouseRules.check(words).tripped(), words);
        }
        assertFalse(HouseRules.check("a key of your own").tripped());
    }

    private RealtimeAgent agent(Settings settings) {
        return agents(settings).get(0);
    }

    private List<RealtimeAgent> agents(Settings settings) {
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
                .agents();
    }
}
