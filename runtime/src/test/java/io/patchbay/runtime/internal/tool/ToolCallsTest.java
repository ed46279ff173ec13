package io.patchbay.runtime.internal.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.runtime.internal.session.ToolExecutor;
import io.patchbay.runtime.internal.session.ToolExecutor.Outcome;
import io.patchbay.tck.VirtualLoop;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ToolCallsTest {

    private final VirtualLoop loop = new VirtualLoop();
    private final Queue<Runnable> work = new ArrayDeque<>();
    private final ToolCalls calls = new ToolCalls(work::add);
    private final List<Outcome> outcomes = new ArrayList<>();

    private ToolExecutor.Running start(FunctionTool tool, String arguments) {
        return loop.call(() -> calls.start(TestCalls.of(tool, arguments), loop, outcomes::add));
    }

    private void work() {
        for (Runnable task = work.poll(); task != null; task = work.poll()) {
            task.run();
        }
        loop.run();
    }

    private Outcome outcome() {
        assertEquals(1, outcomes.size(), "outcomes");
        return outcomes.get(0);
    }

    private static FunctionTool echo() {
        return FunctionTool.builder("echo").build((arguments, context) -> arguments);
    }

    private static FunctionTool async(CompletableFuture<ToolResult> stage) {
        return FunctionTool.builder("slow").buildAsync((arguments, context) -> stage);
    }

    @Test
    void a_result_arrives_on_the_loop_and_no_timer_is_left() {
        start(echo(), "{\"a\":1}");
        assertTrue(outcomes.isEmpty());
        work();
        assertEquals(new Outcome("{\"a\":1}", ToolOutcome.RESULT, null), outcome());
        assertEquals(0, loop.timers());
    }

    @Test
    void no_arguments_at_all_are_an_empty_object() {
        start(echo(), " ");
        work();
        assertEquals("{}", outcome().output());
    }

    @Test
    void arguments_that_are_no_json_object_do_not_reach_the_tool() {
        for (String arguments : List.of("[1]", "{\"a\":", "{} {}", "null", "\"text\"", "{'a':1}")) {
            outcomes.clear();
            start(echo(), arguments);
            work();
            assertEquals(
                    new Outcome(
                            "The arguments for the tool 'echo' are not a JSON object; call it"
                                    + " again with valid JSON.",
                            ToolOutcome.BAD_ARGUMENTS,
                            null),
                    outcome());
        }
    }

    @Test
    void an_exception_names_the_tool_and_hides_the_cause_from_the_model() {
        start(
                FunctionTool.builder("leak")
                        .build(
                                (arguments, context) -> {
                                    throw new java.io.IOException("password is 1234");
                                }),
                "{}");
        work();
        assertEquals(
                new Outcome(
                        "The tool 'leak' failed.",
                        ToolOutcome.FAILED,
                        "java.io.IOException: password is 1234"),
                outcome());
    }

    @Test
    void an_error_of_any_kind_is_a_failure_at_once() {
        for (Error error : List.of(new Error("not implemented"), new StackOverflowError())) {
            outcomes.clear();
            start(throwing(error), "{}");
            work();
            assertEquals(ToolOutcome.FAILED, outcome().kind());
            assertEquals(0, loop.timers());
        }
    }

    @Test
    void a_tool_that_is_out_of_memory_gets_an_output_and_the_worker_learns_of_it() {
        start(throwing(new OutOfMemoryError("too large")), "{}");
        assertThrows(OutOfMemoryError.class, this::work);
        loop.run();
        assertEquals(
                new Outcome(
                        "The tool 'broken' failed.",
                        ToolOutcome.FAILED,
                        "java.lang.OutOfMemoryError: too large"),
                outcome());
    }

    private static FunctionTool throwing(Error error) {
        return FunctionTool.builder("broken")
                .build(
                        (arguments, context) -> {
                            throw error;
                        });
    }

    @Test
    void a_failed_stage_is_a_failure_too() {
        CompletableFuture<ToolResult> stage = new CompletableFuture<>();
        start(async(stage.thenApply(result -> result)), "{}");
        work();
        assertTrue(outcomes.isEmpty());
        stage.completeExceptionally(new IllegalStateException("no"));
        loop.run();
        assertEquals(ToolOutcome.FAILED, outcome().kind());
        assertEquals("java.lang.IllegalStateException: no", outcome().problem());
    }

    @Test
    void kinds_of_results_are_kept() {
        start(async(CompletableFuture.completedFuture(ToolResult.background("b"))), "{}");
        start(async(CompletableFuture.completedFuture(ToolResult.failure("sold out"))), "{}");
        work();
        assertEquals(
                List.of(
                        new Outcome("b", ToolOutcome.BACKGROUND, null),
                        new Outcome("sold out", ToolOutcome.FAILED, null)),
                outcomes);
    }

    @Test
    void a_call_that_takes_too_long_is_cancelled_and_its_late_result_dropped() {
        CompletableFuture<ToolResult> stage = new CompletableFuture<>();
        List<Optional<String>> reasons = new ArrayList<>();
        FunctionTool tool =
                FunctionTool.builder("slow")
                        .timeout(Duration.ofMillis(1_500))
                        .buildAsync(
                                (arguments, context) -> {
                                    context.cancellation()
                                            .onCancelled(
                                                    () ->
                                                            reasons.add(
                                                                    context.cancellation()
                                                                            .reason()));
                                    return stage;
                                });
        start(tool, "{}");
        work();
        loop.advance(Duration.ofMillis(1_499));
        assertTrue(outcomes.isEmpty());
        loop.advance(Duration.ofMillis(1));
        assertEquals(
                new Outcome(
                        "The tool 'slow' was not done within 1.5 s.", ToolOutcome.TIMED_OUT, null),
                outcome());
        work();
        assertEquals(List.of(Optional.of("not done within 1.5 s")), reasons);
        stage.complete(ToolResult.of("late"));
        work();
        outcome();
    }

    @Test
    void without_a_timeout_of_its_own_a_call_may_take_sixty_seconds() {
        start(async(new CompletableFuture<>()), "{}");
        loop.advance(Duration.ofSeconds(59));
        assertTrue(outcomes.isEmpty());
        loop.advance(Duration.ofSeconds(1));
        assertEquals(ToolOutcome.TIMED_OUT, outcome().kind());
    }

    @Test
    void a_cancelled_call_comes_to_its_outcome_after_the_cancel_returned() {
        ToolExecutor.Running running = start(async(new CompletableFuture<>()), "{}");
        work();
        loop.call(
                () -> {
                    running.cancel("the caller hung up");
                    assertTrue(outcomes.isEmpty());
                    return true;
                });
        assertEquals(
                new Outcome(
                        "The tool 'slow' was cancelled: the caller hung up.",
                        ToolOutcome.CANCELLED,
                        null),
                outcome());
        loop.call(
                () -> {
                    running.cancel("again");
                    return true;
                });
        outcome();
    }

    @Test
    void a_call_that_is_cancelled_before_a_worker_took_it_never_runs() {
        List<String> ran = new ArrayList<>();
        ToolExecutor.Running running =
                start(
                        FunctionTool.builder("late")
                                .build(
                                        (arguments, context) -> {
                                            ran.add(arguments);
                                            return "";
                                        }),
                        "{}");
        loop.call(
                () -> {
                    running.cancel("too late");
                    return true;
                });
        work();
        assertEquals(List.of(), ran);
        assertEquals(ToolOutcome.CANCELLED, outcome().kind());
    }

    @Test
    void when_no_worker_is_free_the_model_is_told() {
        ToolCalls full =
                new ToolCalls(
                        task -> {
                            throw new RejectedExecutionException("all 2 workers are busy");
                        });
        loop.call(() -> full.start(TestCalls.of(echo(), "{}"), loop, outcomes::add));
        assertEquals(ToolOutcome.FAILED, outcome().kind());
        assertEquals("The tool 'echo' cannot run now, too much is going on.", outcome().output());
    }

    @Test
    void null_instead_of_a_stage_or_a_result_is_a_failure() {
        start(nullStage(), "{}");
        start(async(CompletableFuture.completedFuture(nothing())), "{}");
        work();
        assertEquals(2, outcomes.size());
        outcomes.forEach(outcome -> assertEquals(ToolOutcome.FAILED, outcome.kind()));
    }

    @SuppressWarnings("NullAway") // what a plug does that is not checked for null
    private static FunctionTool nullStage() {
        return FunctionTool.builder("null").buildAsync((arguments, context) -> null);
    }

    @SuppressWarnings("NullAway") // what a plug does that is not checked for null
    private static ToolResult nothing() {
        return null;
    }

    @Test
    void a_tool_sees_the_session_the_call_and_the_applications_object() {
        List<String> seen = new ArrayList<>();
        start(
                FunctionTool.builder("look")
                        .build(
                                (arguments, context) -> {
                                    seen.add(describe(context));
                                    return "";
                                }),
                "{}");
        work();
        assertEquals(List.of("s1 call_1 agent Optional[the context] Optional.empty false"), seen);
        assertNull(outcome().problem());
    }

    private static String describe(ToolContext context) {
        return String.join(
                " ",
                context.sessionId(),
                context.callId(),
                context.agent(),
                context.context(String.class).toString(),
                context.context(Integer.class).toString(),
                String.valueOf(context.cancellation().isCancelled()));
    }

    @Test
    void nothing_of_the_tool_is_held_once_the_call_is_over() {
        WeakReference<FunctionTool> tool = new WeakReference<>(fresh());
        FunctionTool strong = tool.get();
        ToolExecutor.Running running = start(strong == null ? echo() : strong, "{}");
        strong = null;
        work();
        assertEquals("done", outcome().output());
        assertTrue(collected(tool), "the tool is still reachable");
        loop.call(
                () -> {
                    running.cancel("the running call is still in use");
                    return true;
                });
    }

    private static FunctionTool fresh() {
        Object state = new Object();
        return FunctionTool.builder("fresh")
                .build(
                        (arguments, context) -> {
                            context.cancellation().onCancelled(state::notifyAll);
                            return "done";
                        });
    }

    private static boolean collected(WeakReference<?> reference) {
        for (int i = 0; i < 50 && reference.get() != null; i++) {
            System.gc();
        }
        assertFalse(Thread.interrupted());
        return reference.get() == null;
    }
}
