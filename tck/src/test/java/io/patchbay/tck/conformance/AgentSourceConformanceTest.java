package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.KitRun.broken;

import io.patchbay.api.agent.AgentContext;
import io.patchbay.api.agent.AgentSource;
import io.patchbay.api.agent.Handoff;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.FunctionTool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

class AgentSourceConformanceTest extends KitIsSharp {

    AgentSourceConformanceTest() {
        super(
                Kit.class,
                List.of(
                        "a_class_path_finds_the_factory",
                        "a_container_finds_the_factory",
                        "a_wrong_setting_is_refused_by_its_name",
                        "no_class_of_the_plug_is_in_a_refusal",
                        "no_secret_shows"),
                AgentSourceConformance.class);
    }

    static final class Kit extends AgentSourceConformance {

        @Override
        protected AgentSource factory() {
            return new Faulty();
        }

        @Override
        protected boolean bundled() {
            return false;
        }

        @Override
        protected Duration patience() {
            return KitRun.patience(super.patience());
        }
    }

    /** Agents that keep the contract, but for the rule that is broken at the moment. */
    public static final class Faulty implements AgentSource {

        private static final String NO_SCHEMA = "{\"type\":\"text\"}";

        @Override
        public String name() {
            return "faulty";
        }

        @Override
        public Agents create(Settings settings, PlugContext context) {
            AtomicInteger asked = new AtomicInteger();
            return () ->
                    broken("asking_again_gets_the_same_agents")
                            ? List.of(agent("agent" + asked.incrementAndGet()))
                            : broken("agents_are_offered_under_names_of_their_own")
                                    ? List.of(agent("agent"), agent("agent"))
                                    : List.of(agent("agent"));
        }

        private static RealtimeAgent agent(String name) {
            String twice =
                    broken("the_model_sees_each_tool_and_handoff_under_its_own_name")
                            ? "lookup"
                            : "to_desk";
            Handoff handoff =
                    Handoff.to(Reference.<RealtimeAgent>named("desk"))
                            .withToolName(twice)
                            .withEnabled(now -> enabled());
            if (broken("what_handoffs_are_told_along_has_a_valid_schema")) {
                handoff =
                        handoff.withInput(
                                NO_SCHEMA,
                                (input, context) -> CompletableFuture.completedFuture(null));
            }
            return RealtimeAgent.builder(name)
                    .instructions(Faulty::instructions)
                    .tool(
                            FunctionTool.builder("lookup")
                                    .description("Looks something up.")
                                    .parameters(
                                            broken("tools_that_are_given_have_valid_schemas")
                                                    ? NO_SCHEMA
                                                    : "{\"type\":\"object\"}")
                                    .build((arguments, context) -> "found"))
                    .handoff(handoff)
                    .build();
        }

        private static boolean enabled() {
            if (broken("conditions_can_be_asked_at_any_moment")) {
                throw new IllegalStateException("nobody has logged in");
            }
            return true;
        }

        private static CompletionStage<String> instructions(AgentContext context) {
            return broken("instructions_resolve_for_many_sessions_at_once")
                            && !context.sessionId().equals("session-0")
                    ? CompletableFuture.failedFuture(new IllegalStateException("taken"))
                    : CompletableFuture.completedFuture("Be kind.");
        }
    }
}
