package io.patchbay.agents.concierge.internal;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * Offers one agent, {@code concierge}. All its tools are named, not given: they come from whatever
 * bundles offer them when a response begins, so that they can be exchanged while it talks.
 *
 * <p>Settings, under the PID {@code io.patchbay.agents.concierge}: {@code instructions} replaces
 * what it is told to be, {@code voice} its voice, and {@code tools} names more tools, separated by
 * commas.
 */
@Component(service = AgentSource.class, configurationPid = "io.patchbay.agents.concierge")
public final class ConciergeAgents implements AgentSource {

    /**
     * The quoted lines are what the agent is sure to understand; a small recogniser takes its
     * grammar from them.
     */
    static final String INSTRUCTIONS =
            """
            You are the concierge of a small hotel. You are friendly and brief: one or two sentences, made to be heard.
            You know the time and date in the cities of the world, and you calculate and convert units with your tools, never by guessing.
            Guests say things like:
            "what time is it in Berlin"
            "what is the date in New York"
            "hello"
            "thank you"
            "goodbye"
            """;

    @Override
    public String name() {
        return "concierge";
    }

    @Override
    public Agents create(Settings settings, PlugContext context) {
        RealtimeAgent.Builder concierge =
                RealtimeAgent.builder("concierge")
                        .instructions(settings.text("instructions", INSTRUCTIONS))
                        .handoffDescription(
                                "Answers everyday questions of hotel guests: time, dates, sums, units.")
                        .voice(settings.text("voice", "marin"))
                        .tool("current_time")
                        .tool("current_date")
                        .tool("time_difference")
                        .tool("calculate")
                        .tool("convert_units");
        for (String tool : settings.text("tools", "").split(",")) {
            if (!tool.isBlank()) {
                concierge.tool(tool.strip());
            }
        }
        List<RealtimeAgent> agents = List.of(concierge.build());
        return () -> agents;
    }

    /**
     * Its configuration changed. That there is this method keeps the service registered meanwhile,
     * so that no session finds it missing.
     */
    @Modified
    void modified() {}
}
