package io.patchbay.agents.concierge.internal;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.agent.Handoff;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.plug.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * Offers two agents of a small hotel, {@code concierge} and {@code night_porter}, who hand callers
 * over to each other. The concierge's knowledge comes by tools that are named, not given: from
 * whatever bundles offer them when a response begins, so that they can be exchanged while it talks.
 * The {@link Desk} is the house's own, and so are the {@link HouseRules}.
 *
 * <p>Settings, under the PID {@code io.patchbay.agents.concierge}: {@code instructions} replaces
 * what the concierge is told to be, {@code voice} the voice of both; {@code tools} and {@code
 * guardrails} name more tools of its and more checks of what both say, separated by commas; {@code
 * notes} is the file in which the desk notes what guests ask for.
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
            You arrange wake-up calls and late checkouts, and know what there is for breakfast. At night the night porter is in charge.
            Guests say things like:
            "what is the current time in Berlin"
            "what is on the breakfast menu"
            "I would like a late checkout until two"
            "I need a wake up call at seven"
            "calculate twelve times seven"
            "let me talk to the night porter"
            "where is the master key"
            "what time is it in Berlin"
            "what is the date in New York"
            "hello"
            "thank you"
            "goodbye"
            """;

    private static final String AT_NIGHT =
            """
            You are the night porter of a small hotel. You speak softly and briefly: one sentence, made to be heard.
            You arrange wake-up calls and late checkouts. For everything else there is the concierge.
            Guests say things like:
            "I need a wake up call at six"
            "what is on the breakfast menu"
            "I would like a late checkout until noon"
            "what is the current time in London"
            "let me talk to the concierge"
            "good night"
            "thank you"
            """;

    @Override
    public String name() {
        return "concierge";
    }

    @Override
    public Agents create(Settings settings, PlugContext context) {
        Desk desk = new Desk(notes(settings), Clock.systemUTC());
        // of both: a voice that changes in mid-call would need another line
        String voice = settings.text("voice", "marin");
        RealtimeAgent.Builder porter =
                RealtimeAgent.builder("night_porter")
                        .instructions(AT_NIGHT)
                        .handoffDescription("Looks after guests at night.")
                        .voice(voice)
                        .tool("current_time")
                        .tools(desk)
                        .handoff(Handoff.to(Reference.named("concierge")).withToolName("concierge"))
                        .guardrail(HouseRules.guardrail());
        names(settings, "guardrails").forEach(porter::outputGuardrail);
        RealtimeAgent night = porter.build();
        RealtimeAgent.Builder concierge =
                RealtimeAgent.builder("concierge")
                        .instructions(settings.text("instructions", INSTRUCTIONS))
                        .handoffDescription(
                                "Answers everyday questions of hotel guests: time, dates, sums, units.")
                        .voice(voice)
                        .tool("current_time")
                        .tool("current_date")
                        .tool("time_difference")
                        .tool("calculate")
                        .tool("convert_units")
                        .tools(desk)
                        .handoff(Handoff.to(night).withToolName("night_porter"))
                        .guardrail(HouseRules.guardrail());
        names(settings, "tools").forEach(concierge::tool);
        names(settings, "guardrails").forEach(concierge::outputGuardrail);
        List<RealtimeAgent> agents = List.of(concierge.build(), night);
        return () -> agents;
    }

    private static List<String> names(Settings settings, String setting) {
        return Arrays.stream(settings.text(setting, "").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static @Nullable Path notes(Settings settings) {
        String file = settings.text("notes", "").strip();
        try {
            return file.isEmpty() ? null : Path.of(file);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("setting 'notes': " + e.getMessage(), e);
        }
    }

    /**
     * Its configuration changed. That there is this method keeps the service registered meanwhile,
     * so that no session finds it missing.
     */
    @Modified
    void modified() {}
}
