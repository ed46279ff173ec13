package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.api.agent.AgentContext;
import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.agent.Handoff;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.History;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.FunctionTool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Whether an {@link AgentSource} keeps its contract. */
@Contract({AgentSource.class, RealtimeAgent.class})
public abstract class AgentSourceConformance extends PlugConformance<AgentSource> {

    /** More than any provider takes. */
    private static final int MAX_INSTRUCTIONS = 262_144;

    private static final int SIDE_BY_SIDE = 16;

    /** For those who extend it. */
    protected AgentSourceConformance() {
        super(AgentSource.class);
    }

    @Override
    final String nameOf(AgentSource factory) {
        return factory.name();
    }

    @Override
    final AutoCloseable make(AgentSource factory, Settings settings, PlugContext context) {
        return factory.create(settings, context);
    }

    @Override
    final void use(AutoCloseable made, Settings settings) {
        for (RealtimeAgent agent : ((AgentSource.Agents) made).agents()) {
            instructions(agent, "session-1");
        }
    }

    @Override
    final List<String> visible(AutoCloseable made) {
        List<String> shown = new ArrayList<>();
        for (RealtimeAgent agent : ((AgentSource.Agents) made).agents()) {
            shown.add(agent.toString());
            shown.add(agent.handoffDescription().orElse(""));
            shown.add(instructions(agent, "session-1"));
        }
        return shown;
    }

    private interface Look {
        void at(List<RealtimeAgent> agents) throws Exception;
    }

    private void offered(Look look) throws Exception {
        AutoCloseable made = make();
        try {
            look.at(((AgentSource.Agents) made).agents());
        } finally {
            finish(made);
        }
    }

    private record Asked(String sessionId, RealtimeAgent agent) implements AgentContext {
        @Override
        public History history() {
            return Moment.NOTHING_SAID;
        }

        @Override
        public <T> Optional<T> context(Class<T> type) {
            return Optional.empty();
        }
    }

    private CompletionStage<String> ask(RealtimeAgent agent, String session) {
        CompletableFuture<CompletionStage<String>> asked = new CompletableFuture<>();
        context()
                .workers()
                .execute(
                        () -> {
                            try {
                                asked.complete(
                                        Objects.requireNonNull(
                                                agent.instructions()
                                                        .resolve(new Asked(session, agent)),
                                                "null in place of a stage"));
                            } catch (Throwable e) {
                                asked.completeExceptionally(e);
                            }
                        });
        return asked.thenCompose(stage -> stage);
    }

    private String instructions(RealtimeAgent agent, String session) {
        Patience.Outcome<String> outcome = waiting().outcome(ask(agent, session));
        String text = outcome.value();
        if (text == null) {
            throw Finding.of(
                    "an agent's instructions resolve, in any session",
                    "those of '" + agent.name() + "': " + outcome,
                    "complete the stage with a text, without needing a context of the application",
                    outcome.failure());
        }
        return text;
    }

    @Test
    void agents_are_offered_under_names_of_their_own() throws Exception {
        offered(
                agents -> {
                    Set<String> names = new HashSet<>();
                    boolean distinct = agents.stream().allMatch(agent -> names.add(agent.name()));
                    require(
                            !agents.isEmpty() && distinct,
                            "a source offers agents, the one to begin with first, each under its"
                                    + " own name",
                            () -> "it offers " + agents,
                            "offer at least one, and rename those that share a name");
                });
    }

    @Test
    void asking_again_gets_the_same_agents() throws Exception {
        AutoCloseable made = make();
        try {
            AgentSource.Agents agents = (AgentSource.Agents) made;
            List<String> once = agents.agents().stream().map(RealtimeAgent::name).toList();
            List<String> again = agents.agents().stream().map(RealtimeAgent::name).toList();
            require(
                    once.equals(again),
                    "what is offered stays until the plug says that it has changed",
                    () -> once + ", then " + again,
                    "make the agents once; call PlugContext.changed() when they change");
        } finally {
            finish(made);
        }
    }

    @Test
    void instructions_resolve_for_many_sessions_at_once() throws Exception {
        offered(
                agents -> {
                    for (RealtimeAgent agent : agents) {
                        String alone = instructions(agent, "session-0");
                        List<CompletionStage<String>> asked = new ArrayList<>();
                        for (int i = 0; i < SIDE_BY_SIDE; i++) {
                            asked.add(ask(agent, "session-" + i));
                        }
                        for (CompletionStage<String> each : asked) {
                            Patience.Outcome<String> outcome = waiting().outcome(each);
                            require(
                                    outcome.value() != null,
                                    "an agent knows no session and serves any number of them",
                                    () -> "'" + agent.name() + "' among others: " + outcome,
                                    "keep nothing of a session in the agent");
                        }
                        require(
                                alone.length() <= MAX_INSTRUCTIONS,
                                "instructions are bounded: at most " + MAX_INSTRUCTIONS,
                                () -> "'" + agent.name() + "' has " + alone.length(),
                                "shorten them; they are paid for with each answer");
                    }
                });
    }

    @Test
    void the_model_sees_each_tool_and_handoff_under_its_own_name() throws Exception {
        offered(
                agents -> {
                    for (RealtimeAgent agent : agents) {
                        List<String> names = callable(agent);
                        require(
                                new HashSet<>(names).size() == names.size(),
                                "tools and handoffs of an agent have distinct names",
                                () -> "'" + agent.name() + "' has " + names,
                                "rename what is there twice; the session would be refused");
                    }
                });
    }

    private static List<String> callable(RealtimeAgent agent) {
        List<String> names = new ArrayList<>();
        for (Reference<FunctionTool> tool : agent.tools()) {
            names.add(
                    tool.given()
                            .map(given -> given.definition().name())
                            .orElseGet(() -> ((Reference.Named<FunctionTool>) tool).name()));
        }
        OfferedTool.of(agent.annotatedTools()).forEach(tool -> names.add(tool.name()));
        for (Handoff handoff : agent.handoffs()) {
            String own = handoff.toolName();
            String target =
                    handoff.target() instanceof Reference.Named<RealtimeAgent> named
                            ? named.name()
                            : handoff.target().given().map(RealtimeAgent::name).orElse("");
            names.add(own == null ? Handoff.defaultToolName(target) : own);
        }
        return names;
    }

    @Test
    void tools_that_are_given_have_valid_schemas() throws Exception {
        offered(
                agents -> {
                    for (RealtimeAgent agent : agents) {
                        for (Reference<FunctionTool> tool : agent.tools()) {
                            String fault =
                                    tool.given()
                                            .map(given -> given.definition().parameters())
                                            .map(SchemaCheck::faultOf)
                                            .orElse(null);
                            require(
                                    fault == null,
                                    "the parameters of a tool are a JSON Schema of an object",
                                    () -> "of '" + agent.name() + "', " + tool + ": " + fault,
                                    "mend the schema; providers refuse the whole session for it");
                        }
                    }
                });
    }

    @Test
    void what_handoffs_are_told_along_has_a_valid_schema() throws Exception {
        offered(
                agents -> {
                    for (RealtimeAgent agent : agents) {
                        for (Handoff handoff : agent.handoffs()) {
                            String schema = handoff.inputSchema();
                            String fault = schema == null ? null : SchemaCheck.faultOf(schema);
                            require(
                                    fault == null,
                                    "the input of a handoff is a JSON Schema of an object",
                                    () -> "of '" + agent.name() + "': " + fault,
                                    "mend the schema; providers refuse the whole session for it");
                        }
                    }
                });
    }

    @Test
    void conditions_can_be_asked_at_any_moment() throws Exception {
        offered(
                agents -> {
                    for (RealtimeAgent agent : agents) {
                        Asked now = new Asked("session-1", agent);
                        try {
                            List<Boolean> answers = new ArrayList<>();
                            agent.handoffs().forEach(way -> answers.add(way.enabled().test(now)));
                            agent.tools()
                                    .forEach(
                                            tool ->
                                                    tool.given()
                                                            .map(given -> given.enabled(now))
                                                            .ifPresent(answers::add));
                        } catch (RuntimeException e) {
                            throw Finding.of(
                                    "whether a tool or handoff is enabled can be asked in any"
                                            + " session",
                                    "'" + agent.name() + "': " + Finding.shown(e),
                                    "answer false instead of throwing",
                                    e);
                        }
                    }
                });
    }
}
