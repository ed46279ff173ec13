package io.patchbay.runtime.internal.session;

import static io.patchbay.runtime.internal.session.ToolScript.agent;
import static io.patchbay.runtime.internal.session.ToolScript.answered;
import static io.patchbay.runtime.internal.session.ToolScript.errors;
import static io.patchbay.runtime.internal.session.ToolScript.outcomes;
import static io.patchbay.runtime.internal.session.ToolScript.response;
import static io.patchbay.runtime.internal.session.ToolScript.told;
import static io.patchbay.runtime.internal.session.ToolScript.wish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.Handoff;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.FunctionToolBuilder;
import io.patchbay.api.tool.ToolOutputGuardrail;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** What is wrong with one call takes the output of no other, and not its own. */
class OneBadCallTest {

    /** A number that JSON allows and no Java number can be. */
    private static final String NO_NUMBER = "{\"a\":1e99999999999}";

    /** An exception of a plug that is broken itself. */
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message today");
        }
    }

    private static FunctionTool echo() {
        return FunctionTool.builder("echo").build((arguments, context) -> arguments);
    }

    @Test
    void a_number_beyond_all_numbers_is_an_argument_like_any_other() {
        try (Call call = Call.with(agent(echo()))) {
            call.hears(
                    response(
                            "r1",
                            wish("c0", "echo", "{\"n\":0}"),
                            wish("c1", "echo", NO_NUMBER),
                            wish("c2", "echo", "{\"n\":2}")));
            assertEquals("{\"n\":0}", told(call));
            assertEquals(NO_NUMBER, told(call));
            assertEquals("{\"n\":2}", answered(call));
            assertTrue(errors(call).isEmpty(), () -> errors(call).toString());
        }
    }

    @Test
    void a_handoff_with_such_a_number_is_answered_too() {
        RealtimeAgent other = RealtimeAgent.builder("other").instructions("Other.").build();
        RealtimeAgent guide =
                RealtimeAgent.builder("guide")
                        .instructions("Help.")
                        .handoff(Handoff.to(other))
                        .build();
        try (Call call = Call.with(guide)) {
            call.hears(response("r1", wish("c1", Handoff.defaultToolName("other"), NO_NUMBER)));
            assertTrue(answered(call).contains("'a' is not known"));
        }
    }

    @Test
    void a_call_that_no_thread_can_be_made_for_takes_no_sibling_with_it() {
        Set<String> failing = new java.util.HashSet<>();
        SessionOptions.Builder options = SessionOptions.builder().agent(agent(echo()));
        Call[] made = new Call[1];
        Executor scarce =
                task -> {
                    if (failing.remove("next")) {
                        throw new OutOfMemoryError("unable to create native thread (a test's)");
                    }
                    made[0].loop.execute(task);
                };
        try (Call call = Call.opened(options, plugs -> plugs.workers(scarce))) {
            made[0] = call;
            call.connect();
            failing.add("next");
            call.hears(response("r1", wish("c0", "echo", "{\"n\":0}"), wish("c1", "echo", "{}")));
            assertEquals("The tool 'echo' could not be started.", told(call));
            assertEquals("{}", answered(call));
            assertEquals(List.of(ToolOutcome.FAILED, ToolOutcome.RESULT), outcomes(call));
            assertTrue(errors(call).get(0).contains("OutOfMemoryError"), errors(call).get(0));
        }
    }

    @Test
    void an_exception_that_cannot_say_what_it_is_answers_its_call_at_once() {
        FunctionToolBuilder throwing = FunctionTool.builder("bad");
        for (FunctionTool tool :
                List.of(
                        throwing.build(
                                (arguments, context) -> {
                                    throw new Broken();
                                }),
                        FunctionTool.builder("bad")
                                .errors(
                                        failure -> {
                                            throw new Broken();
                                        })
                                .build(
                                        (arguments, context) -> {
                                            throw new IllegalStateException("why");
                                        }),
                        FunctionTool.builder("bad")
                                .guardrail(
                                        ToolOutputGuardrail.of(
                                                "guard",
                                                (output, context) -> {
                                                    throw new Broken();
                                                }))
                                .build((arguments, context) -> "fine"))) {
            try (Call call = Call.with(agent(tool, echo()))) {
                call.hears(response("r1", wish("c0", "bad", "{}"), wish("c1", "echo", "{}")));
                assertEquals(2, outcomes(call).size(), "both, without waiting");
                assertTrue(errors(call).get(0).contains("Broken"), errors(call).get(0));
            }
        }
    }
}
