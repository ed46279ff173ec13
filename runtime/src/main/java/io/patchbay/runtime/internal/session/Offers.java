package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.AgentContext;
import io.patchbay.api.agent.Handoff;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.HostedMcpTool;
import io.patchbay.api.tool.ToolDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an agent offers a model at one moment: its tools and handoffs that are enabled and there,
 * under the names that the model knows. On a worker: it asks the application's code.
 */
final class Offers {
    private static final String NO_INPUT =
            "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}";

    private final SessionCore core;
    private final KnownAgents known;
    private final RealtimeAgent agent;
    private final AgentContext moment;
    private final OfferedNames names = new OfferedNames();
    final Map<String, Reference<FunctionTool>> tools = new LinkedHashMap<>();
    final Map<String, Handoff> handoffs = new LinkedHashMap<>();
    final List<ToolDefinition> definitions = new ArrayList<>();

    Offers(SessionCore core, KnownAgents known, AgentContext moment) {
        this.core = core;
        this.known = known;
        this.agent = moment.agent();
        this.moment = moment;
    }

    /**
     * Asks everything.
     *
     * @throws IllegalArgumentException when names clash, or cannot be a tool's
     */
    Offers collect() {
        agent.tools().forEach(this::tool);
        for (Object annotated : agent.annotatedTools()) {
            core.host.annotated(annotated).forEach(tool -> tool(Reference.to(tool)));
        }
        agent.toolSources().forEach(this::source);
        agent.handoffs().forEach(this::handoff);
        for (HostedMcpTool server : agent.hostedMcpTools()) {
            names.server(server.serverLabel());
            definitions.add(server);
        }
        names.check(agent.name());
        return this;
    }

    private void tool(Reference<FunctionTool> reference) {
        if (reference instanceof Reference.Given<FunctionTool> given) {
            tool(given.value(), reference);
            return;
        }
        String name = ((Reference.Named<FunctionTool>) reference).name();
        Optional<Lease<FunctionTool>> lease = core.plugs.tool(name);
        if (lease.isEmpty()) {
            missing("tool", name);
            return;
        }
        try {
            tool(lease.get().plug(), reference);
        } finally {
            lease.get().release();
        }
    }

    private void tool(FunctionTool tool, Reference<FunctionTool> reference) {
        ToolDefinition.Function definition;
        try {
            definition = tool.definition();
        } catch (RuntimeException | Error e) {
            failed("a tool", "its definition", e);
            return;
        }
        if (enabled("tool '" + definition.name() + "'", () -> tool.enabled(moment))) {
            names.tool(definition.name());
            tools.put(definition.name(), reference);
            definitions.add(marked(definition, tool));
        }
    }

    /** The model is told what the session does: the tool's own word, not its definition's. */
    private static ToolDefinition.Function marked(
            ToolDefinition.Function definition, FunctionTool tool) {
        boolean background;
        try {
            background = tool.background();
        } catch (RuntimeException | Error e) {
            background = false; // as the session takes it, which reports it when it is called
        }
        return background == definition.background()
                ? definition
                : new ToolDefinition.Function(
                        definition.name(),
                        definition.description(),
                        definition.parameters(),
                        background);
    }

    private void source(String source) {
        Optional<List<String>> offered = core.plugs.toolsOf(source);
        if (offered.isEmpty()) {
            missing("tools of", source);
            return;
        }
        offered.get().forEach(name -> tool(Reference.named(source + "/" + name)));
    }

    private void handoff(Handoff handoff) {
        Target target = target(handoff.target());
        if (target == null
                || !enabled(
                        "handoff to '" + target.name() + "'",
                        () -> handoff.enabled().test(moment))) {
            return;
        }
        ToolDefinition.Function definition = definition(handoff, target);
        names.handoff(definition.name());
        handoffs.put(definition.name(), handoff);
        definitions.add(definition);
    }

    /** What a handoff's definition says of the agent it leads to. */
    private record Target(String name, @Nullable String description) {}

    private @Nullable Target target(Reference<RealtimeAgent> reference) {
        if (reference instanceof Reference.Given<RealtimeAgent> given) {
            return described(given.value());
        }
        String name = ((Reference.Named<RealtimeAgent>) reference).name();
        Optional<RealtimeAgent> own = known.find(name);
        if (own.isPresent()) {
            return described(own.get());
        }
        Optional<Lease<RealtimeAgent>> lease = core.plugs.agent(name);
        if (lease.isEmpty()) {
            missing("handoff to", name);
            return null;
        }
        try {
            return described(lease.get().plug());
        } finally {
            lease.get().release();
        }
    }

    private static Target described(RealtimeAgent agent) {
        return new Target(agent.name(), agent.handoffDescription().orElse(null));
    }

    private ToolDefinition.Function definition(Handoff handoff, Target target) {
        String name =
                handoff.toolName() == null
                        ? Handoff.defaultToolName(target.name())
                        : handoff.toolName();
        String description =
                handoff.description() != null
                        ? handoff.description()
                        : "Hands the conversation over to the agent '"
                                + target.name()
                                + "'."
                                + (target.description() == null ? "" : " " + target.description());
        try {
            return new ToolDefinition.Function(
                    name,
                    description,
                    handoff.inputSchema() == null ? NO_INPUT : handoff.inputSchema());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the handoff of agent '"
                            + agent.name()
                            + "' to '"
                            + target.name()
                            + "' needs a name of its own, Handoff.withToolName: "
                            + e.getMessage(),
                    e);
        }
    }

    private interface Question {
        boolean ask();
    }

    /** What cannot say whether it is enabled is not offered, and said so. */
    private boolean enabled(String what, Question question) {
        try {
            return question.ask();
        } catch (RuntimeException | Error e) {
            failed("the " + what, "whether it is enabled", e);
            return false;
        }
    }

    private void failed(String what, String question, Throwable e) {
        core.onLoop(
                () ->
                        core.error(
                                ErrorSource.AGENT,
                                what
                                        + " of agent '"
                                        + agent.name()
                                        + "' is not offered: "
                                        + question
                                        + " failed with "
                                        + e.getClass().getName(),
                                null));
    }

    /** A part that nobody offers now is left out, and said so (RULES 37). */
    private void missing(String what, String name) {
        core.onLoop(
                () ->
                        core.warn(
                                what.startsWith("tool") ? "tool-missing" : "agent-missing",
                                "agent '"
                                        + agent.name()
                                        + "' goes without the "
                                        + what
                                        + " '"
                                        + name
                                        + "': nobody offers it now"));
    }
}
