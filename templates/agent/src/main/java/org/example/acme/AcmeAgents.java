package org.example.acme;

import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * Offers one agent, {@code acme}. Its tools are named, not given: they come from whatever bundle
 * offers them when a response begins, and may be exchanged while it talks. Settings, in a container
 * under the PID {@code org.example.acme}:
 *
 * <ul>
 *   <li>{@code instructions}: what it is told to be
 *   <li>{@code voice}: a voice of the model
 *   <li>{@code tools}: names of tools, separated by commas
 * </ul>
 */
@Component(service = AgentSource.class, configurationPid = "org.example.acme")
public final class AcmeAgents implements AgentSource {

    /** The quoted lines are what callers are sure to be understood with by a small recogniser. */
    static final String INSTRUCTIONS =
            """
            You are the receptionist of the acme. You are friendly and brief: one or two sentences, made to be heard.
            You know nothing by yourself but what your tools tell you.
            Callers say things like:
            "what time is it in Berlin"
            "hello"
            "goodbye"
            """;

    /** For containers and {@link java.util.ServiceLoader}. */
    public AcmeAgents() {}

    @Override
    public String name() {
        return "acme";
    }

    @Override
    public Agents create(Settings settings, PlugContext context) {
        String instructions = settings.text("instructions", INSTRUCTIONS);
        if (instructions.isBlank()) {
            throw new IllegalArgumentException("setting 'instructions' is empty");
        }
        RealtimeAgent.Builder agent =
                RealtimeAgent.builder("acme")
                        .instructions(instructions)
                        .handoffDescription("Receives callers and answers their first questions.")
                        .voice(settings.text("voice", "marin"));
        for (String tool : settings.text("tools", "current_time").split(",")) {
            if (!tool.isBlank()) {
                agent.tool(tool.strip());
            }
        }
        List<RealtimeAgent> agents = List.of(agent.build());
        return () -> agents;
    }

    /** Its configuration changed: there is nothing to do, and no reason to go and come back. */
    @Modified
    void modified() {}
}
