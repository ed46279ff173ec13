package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.KitRun.broken;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.Tool;
import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.tool.ToolSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Tools that keep the contract, but for the rule that is broken at the moment. */
public class FaultyTools implements ToolSource {

    private static final int LONGEST = 1_000;
    private static final AtomicInteger INSIDE = new AtomicInteger();
    private static volatile boolean anyClosed;

    public FaultyTools() {
        if (broken("making_a_factory_does_no_io")) {
            parked();
        }
    }

    /** What a bundle must not be made with. */
    FaultyTools(String unused) {
        this();
    }

    @Override
    public String name() {
        return broken("the_name_is_stable_and_lower_case") ? "Faulty" : "faulty";
    }

    @Override
    public Tools create(Settings settings, PlugContext context) {
        try {
            if (!broken("a_wrong_setting_is_refused_by_its_name")) {
                settings.integer("size", 1);
            }
        } catch (IllegalArgumentException e) {
            throw broken("no_class_of_the_plug_is_in_a_refusal")
                    ? new IllegalArgumentException("setting 'size' is wrong", new Own())
                    : e;
        }
        if (broken("nothing_is_left_after_close")
                || broken("the_classes_of_a_closed_plug_are_collected")) {
            parked();
        }
        return new Offer(settings);
    }

    private static void parked() {
        Thread thread = new Thread(new Forever(), "faulty");
        thread.setDaemon(true);
        thread.start();
    }

    private static final class Forever implements Runnable {
        @Override
        public void run() {
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park();
            }
        }
    }

    private static final class Own extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Offer implements Tools {

        private final Settings settings;
        private final AtomicInteger asked = new AtomicInteger();
        volatile boolean closed;

        Offer(Settings settings) {
            this.settings = settings;
        }

        @Override
        public List<Object> tools() {
            List<Object> tools = new ArrayList<>();
            tools.add(new Echo(this, "echo", asked.incrementAndGet()));
            tools.add(new Echo(this, "wait", 0));
            tools.add(
                    broken("annotated_methods_can_be_called") ? new HiddenSums() : new OpenSums());
            if (broken("names_are_unique_and_a_model_can_call_them")) {
                tools.add(new Echo(this, "echo", 0));
            }
            if (broken("what_is_offered_are_functions_or_objects_with_annotated_methods")) {
                tools.add("a text");
            }
            return tools;
        }

        @Override
        public void close() {
            closed = true;
            anyClosed = true;
        }

        @Override
        public String toString() {
            return broken("no_secret_shows") ? "Offer " + settings.text("key", "") : "Offer";
        }
    }

    /** Sums that can be called. */
    public static class OpenSums {
        @Tool(name = "add", value = "Adds two numbers.")
        public String add(int a, int b) {
            return a + " and " + b + " is " + (a + b);
        }
    }

    static final class HiddenSums {
        @Tool(name = "add", value = "Adds two numbers.")
        public String add(int a, int b) {
            return "" + (a + b);
        }
    }

    private record Echo(Offer offer, String name, int asked) implements FunctionTool {

        @Override
        public ToolDefinition.Function definition() {
            return new ToolDefinition.Function(
                    name,
                    broken("descriptions_tell_the_model_what_a_tool_does")
                            ? " "
                            : broken("asking_again_gets_the_same_answer")
                                    ? "Says it again, " + asked
                                    : "Says it again.",
                    "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}},\"required\":[\""
                            + (broken("schemas_are_valid") ? "words" : "text")
                            + "\"]}");
        }

        @Override
        public Optional<Duration> timeout() {
            return broken("traits_are_within_bounds")
                    ? Optional.of(Duration.ZERO)
                    : Optional.empty();
        }

        @Override
        public CompletionStage<ToolResult> execute(String arguments, ToolContext context) {
            if (broken("an_instance_works")
                    || broken("instances_of_one_factory_do_not_touch_each_other") && anyClosed) {
                anyClosed = false;
                throw new IllegalStateException("broken");
            }
            if (broken("calls_run_side_by_side")) {
                alone();
            }
            if (!arguments.contains("\"text\"")) {
                return broken("bad_arguments_end_in_a_result_or_an_exception")
                        ? new CompletableFuture<>()
                        : CompletableFuture.completedFuture(ToolResult.failure("no text"));
            }
            if (name.equals("wait")) {
                return waited(context);
            }
            if (offer.closed && broken("a_call_after_close_ends")) {
                return new CompletableFuture<>();
            }
            return CompletableFuture.completedFuture(
                    broken("each_example_comes_to_an_answer")
                            ? ToolResult.failure("not today")
                            : ToolResult.of(bounded(arguments)));
        }

        private static CompletionStage<ToolResult> waited(ToolContext context) {
            CompletableFuture<ToolResult> result = new CompletableFuture<>();
            if (!broken("a_cancelled_call_ends")) {
                context.cancellation().onCancelled(() -> result.cancel(false));
            }
            return result;
        }

        private static String bounded(String text) {
            return text.length() <= LONGEST || broken("outputs_are_bounded")
                    ? text
                    : text.substring(0, LONGEST);
        }

        private static void alone() {
            try {
                if (INSIDE.incrementAndGet() > 1) {
                    throw new IllegalStateException("somebody else is in here");
                }
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            } finally {
                INSIDE.decrementAndGet();
            }
        }
    }
}
