package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.tool.ToolSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Whether a {@link ToolSource} keeps its contract.
 *
 * <pre>{@code
 * class ClockConformanceTest extends ToolSourceConformance {
 *     protected ToolSource factory() {
 *         return new ClockTools();
 *     }
 *
 *     protected Map<String, String> calls() {
 *         return Map.of("current_time", "{\"city\":\"BERLIN\"}");
 *     }
 * }
 * }</pre>
 */
@Contract({ToolSource.class, FunctionTool.class})
public abstract class ToolSourceConformance extends PlugConformance<ToolSource> {

    /** What a model can make use of, generously. */
    private static final int MAX_OUTPUT = 131_072;

    private static final int LONG_TEXT = 1 << 20;
    private static final int SIDE_BY_SIDE = 16;
    private static final List<String> BAD_ARGUMENTS =
            List.of(
                    "{}",
                    "{\"no-such-argument\":1}",
                    "{\"\":null}",
                    "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}");

    private final AtomicInteger calls = new AtomicInteger();

    /** For those who extend it. */
    protected ToolSourceConformance() {
        super(ToolSource.class);
    }

    /** A call that works for each tool that shall be called: the tool's name, and its arguments. */
    protected abstract Map<String, String> calls();

    /** A call that takes longer than {@link #patience()}, to be cancelled; default: none. */
    protected Optional<Map.Entry<String, String>> slowCall() {
        return Optional.empty();
    }

    @Override
    final String nameOf(ToolSource factory) {
        return factory.name();
    }

    @Override
    final AutoCloseable make(ToolSource factory, Settings settings, PlugContext context) {
        return factory.create(settings, context);
    }

    @Override
    final void use(AutoCloseable made, Settings settings) throws Exception {
        List<OfferedTool> tools = OfferedTool.of(((ToolSource.Tools) made).tools());
        for (Map.Entry<String, String> call : calls().entrySet()) {
            result(named(tools, call.getKey()), call.getValue());
        }
    }

    @Override
    final List<String> visible(AutoCloseable made) {
        List<String> shown = new ArrayList<>();
        for (Object each : ((ToolSource.Tools) made).tools()) {
            shown.add(each.toString());
            if (each instanceof FunctionTool function) {
                shown.add(function.definition().toString());
            }
        }
        return shown;
    }

    private interface Look {
        void at(List<OfferedTool> tools) throws Exception;
    }

    private void offered(Look look) throws Exception {
        AutoCloseable made = make();
        try {
            look.at(OfferedTool.of(((ToolSource.Tools) made).tools()));
        } finally {
            finish(made);
        }
    }

    private static OfferedTool named(List<OfferedTool> tools, String name) {
        return tools.stream()
                .filter(tool -> tool.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                Finding.of(
                                        "what is offered is there when it is asked for",
                                        "there is no tool '"
                                                + name
                                                + "' in "
                                                + tools.stream().map(OfferedTool::name).toList(),
                                        "offer it, or name another one in calls()",
                                        null));
    }

    private Moment moment(LentToken token) {
        return new Moment("call_" + calls.incrementAndGet(), true, token);
    }

    /** Calls on a worker, as the runtime does. */
    private CompletionStage<ToolResult> begin(OfferedTool tool, String arguments, LentToken token) {
        return onWorker(() -> tool.call(arguments, moment(token)));
    }

    private <T> CompletionStage<T> onWorker(Callable<CompletionStage<T>> task) {
        CompletableFuture<CompletionStage<T>> begun = new CompletableFuture<>();
        context()
                .workers()
                .execute(
                        () -> {
                            try {
                                begun.complete(
                                        java.util.Objects.requireNonNull(
                                                task.call(), "null in place of a stage"));
                            } catch (Throwable e) {
                                begun.completeExceptionally(e);
                            }
                        });
        return begun.thenCompose(stage -> stage);
    }

    private ToolResult result(OfferedTool tool, String arguments) {
        Patience.Outcome<ToolResult> outcome =
                waiting().outcome(begin(tool, arguments, new LentToken(context().workers())));
        ToolResult result = outcome.value();
        if (result == null) {
            throw Finding.of(
                    "a call comes to a result",
                    "'" + tool.name() + "' with " + Finding.brief(arguments) + ": " + outcome,
                    "complete the stage with a ToolResult",
                    outcome.failure());
        }
        return result;
    }

    // ---- what is offered

    @Test
    void what_is_offered_are_functions_or_objects_with_annotated_methods() throws Exception {
        AutoCloseable made = make();
        try {
            for (Object each : ((ToolSource.Tools) made).tools()) {
                require(
                        each instanceof FunctionTool || !OfferedTool.annotated(each).isEmpty(),
                        "each thing offered is a FunctionTool, or has public methods annotated"
                                + " @Tool",
                        () -> each.getClass().getName() + " is neither",
                        "annotate its public methods, or implement FunctionTool");
            }
        } finally {
            finish(made);
        }
    }

    @Test
    void annotated_methods_can_be_called() throws Exception {
        offered(
                tools -> {
                    for (OfferedTool tool : tools) {
                        String fault = tool.fault();
                        require(
                                fault == null,
                                "an annotated method is public in a public class and keeps the"
                                        + " names of its parameters",
                                () -> "" + fault,
                                "change that");
                    }
                });
    }

    @Test
    void names_are_unique_and_a_model_can_call_them() throws Exception {
        offered(
                tools -> {
                    Set<String> seen = new HashSet<>();
                    for (OfferedTool tool : tools) {
                        require(
                                tool.name().matches("[A-Za-z0-9_-]{1,64}") && seen.add(tool.name()),
                                "a tool's name is 1 to 64 letters, digits, '_' and '-', and is"
                                        + " there once",
                                () ->
                                        "'"
                                                + tool.name()
                                                + "' among "
                                                + tools.stream().map(OfferedTool::name).toList(),
                                "rename it");
                    }
                });
    }

    @Test
    void descriptions_tell_the_model_what_a_tool_does() throws Exception {
        offered(
                tools -> {
                    for (OfferedTool tool : tools) {
                        require(
                                !tool.description().isBlank(),
                                "a definition says what the tool does and when to call it",
                                () -> "the description of '" + tool.name() + "' is blank",
                                "write a sentence: it is all that the model knows");
                    }
                });
    }

    @Test
    void schemas_are_valid() throws Exception {
        offered(
                tools -> {
                    for (OfferedTool tool : tools) {
                        FunctionTool function = tool.function();
                        String fault =
                                function == null
                                        ? null
                                        : SchemaCheck.faultOf(function.definition().parameters());
                        require(
                                fault == null,
                                "the parameters are a JSON Schema of an object",
                                () -> "'" + tool.name() + "': " + fault,
                                "mend the schema; providers refuse the whole session for it");
                    }
                });
    }

    @Test
    void asking_again_gets_the_same_answer() throws Exception {
        AutoCloseable made = make();
        try {
            ToolSource.Tools tools = (ToolSource.Tools) made;
            List<String> once = told(tools);
            List<String> again = told(tools);
            require(
                    once.equals(again),
                    "definitions are equal each time, until the plug says that it has changed",
                    () -> once + ", then " + again,
                    "make the definitions once; call PlugContext.changed() when they change");
        } finally {
            finish(made);
        }
    }

    private static List<String> told(ToolSource.Tools tools) {
        List<String> told = new ArrayList<>();
        for (OfferedTool tool : OfferedTool.of(tools.tools())) {
            FunctionTool function = tool.function();
            told.add(
                    tool.name()
                            + " "
                            + tool.description()
                            + (function == null ? "" : function.definition().parameters()));
        }
        return told;
    }

    @Test
    void traits_are_within_bounds() throws Exception {
        offered(
                tools -> {
                    for (OfferedTool tool : tools) {
                        FunctionTool function = tool.function();
                        if (function != null) {
                            requireTraits(tool.name(), function);
                        }
                    }
                });
    }

    private static void requireTraits(String name, FunctionTool tool) {
        boolean timeout =
                tool.timeout()
                        .map(
                                time ->
                                        !time.isNegative()
                                                && !time.isZero()
                                                && time.compareTo(FunctionTool.MAX_TIMEOUT) <= 0)
                        .orElse(true);
        require(
                timeout,
                "a timeout is positive and at most FunctionTool.MAX_TIMEOUT",
                () -> "'" + name + "' has " + tool.timeout(),
                "return such a time, or empty for the default");
    }

    // ---- calls

    @Test
    void each_example_comes_to_an_answer() throws Exception {
        assumeTrue(!calls().isEmpty(), "calls() names none");
        offered(
                tools -> {
                    for (Map.Entry<String, String> call : calls().entrySet()) {
                        ToolResult result = result(named(tools, call.getKey()), call.getValue());
                        require(
                                result.kind() != ToolResult.Kind.FAILURE,
                                "a good call is answered",
                                () -> "'" + call.getKey() + "': " + Finding.brief(result.output()),
                                "answer it, or give other arguments in calls()");
                    }
                });
    }

    @Test
    void outputs_are_bounded() throws Exception {
        assumeTrue(!calls().isEmpty(), "calls() names none");
        offered(
                tools -> {
                    for (Map.Entry<String, String> call : calls().entrySet()) {
                        OfferedTool tool = named(tools, call.getKey());
                        for (String arguments :
                                List.of(call.getValue(), lengthened(call.getValue()))) {
                            requireBounded(tool, arguments);
                        }
                    }
                });
    }

    private void requireBounded(OfferedTool tool, String arguments) {
        Patience.Outcome<ToolResult> outcome =
                waiting().outcome(begin(tool, arguments, new LentToken(context().workers())));
        ToolResult result = outcome.value();
        require(
                outcome.ended() && (result == null || result.output().length() <= MAX_OUTPUT),
                "an output is bounded, whatever the arguments: at most "
                        + MAX_OUTPUT
                        + " characters",
                () ->
                        "'"
                                + tool.name()
                                + "' with "
                                + Finding.brief(arguments)
                                + ": "
                                + (result == null ? outcome : Finding.brief(result.output())),
                "cut the output and say that something is left out");
    }

    /** The arguments with a very long text in place of each text. */
    private static String lengthened(String arguments) {
        return arguments.replaceAll(
                ":\\s*\"(?:[^\"\\\\]|\\\\.)*\"", ":\"" + "x".repeat(LONG_TEXT) + "\"");
    }

    @Test
    void bad_arguments_end_in_a_result_or_an_exception() throws Exception {
        offered(
                tools -> {
                    for (OfferedTool tool : tools) {
                        if (tool.function() == null) {
                            continue; // the runtime checks them against the types
                        }
                        for (String arguments : BAD_ARGUMENTS) {
                            requireContained(tool, arguments);
                        }
                    }
                });
    }

    private void requireContained(OfferedTool tool, String arguments) {
        LentToken token = new LentToken(context().workers());
        CompletionStage<ToolResult> begun = begin(tool, arguments, token);
        Patience.Outcome<ToolResult> outcome;
        if (slowCall().isPresent() && slowCall().get().getKey().equals(tool.name())) {
            token.cancel(); // it may take its arguments for a long wait
        }
        outcome = waiting().outcome(begun);
        boolean contained =
                outcome.ended()
                        && (outcome.failure() == null ? outcome.value() != null : true)
                        && !(outcome.failure() instanceof Error)
                        && !(outcome.failure() instanceof NullPointerException);
        require(
                contained,
                "arguments that do not fit end in a result, or in an exception that says so",
                () -> "'" + tool.name() + "' with " + Finding.brief(arguments) + ": " + outcome,
                "check the arguments before using them");
    }

    @Test
    void calls_run_side_by_side() throws Exception {
        assumeTrue(!calls().isEmpty(), "calls() names none");
        offered(
                tools -> {
                    for (Map.Entry<String, String> call : calls().entrySet()) {
                        OfferedTool tool = named(tools, call.getKey());
                        List<CompletionStage<ToolResult>> begun = new ArrayList<>();
                        LentToken token = new LentToken(context().workers());
                        for (int i = 0; i < SIDE_BY_SIDE; i++) {
                            begun.add(begin(tool, call.getValue(), token));
                        }
                        for (CompletionStage<ToolResult> each : begun) {
                            Patience.Outcome<ToolResult> outcome = waiting().outcome(each);
                            ToolResult result = outcome.value();
                            require(
                                    result != null && result.kind() != ToolResult.Kind.FAILURE,
                                    "a tool is stateless or thread-safe: calls run side by side",
                                    () ->
                                            "of "
                                                    + SIDE_BY_SIDE
                                                    + " calls of '"
                                                    + tool.name()
                                                    + "' at once one came to "
                                                    + outcome,
                                    "share nothing that changes between calls");
                        }
                    }
                });
    }

    @Test
    void a_cancelled_call_ends() throws Exception {
        Map.Entry<String, String> slow = slowCall().orElse(null);
        assumeTrue(slow != null, "slowCall() names none");
        java.util.Objects.requireNonNull(slow);
        offered(
                tools -> {
                    OfferedTool tool = named(tools, slow.getKey());
                    LentToken token = new LentToken(context().workers());
                    CompletableFuture<ToolResult> call =
                            begin(tool, slow.getValue(), token).toCompletableFuture();
                    require(
                            !call.isDone(),
                            "a slow call lasts until it is cancelled",
                            () -> "'" + tool.name() + "' ended at once",
                            "name a call in slowCall() that lasts longer than patience()");
                    token.cancel();
                    Patience.Outcome<ToolResult> outcome = waiting().outcome(call);
                    require(
                            outcome.ended(),
                            "a call that is no longer wanted ends",
                            () -> "'" + tool.name() + "' ran on after its token was cancelled",
                            "look at ToolContext.cancellation(), or register with onCancelled");
                });
    }

    @Test
    void a_call_after_close_ends() throws Exception {
        assumeTrue(!calls().isEmpty(), "calls() names none");
        AutoCloseable made = make();
        List<OfferedTool> tools = OfferedTool.of(((ToolSource.Tools) made).tools());
        finish(made);
        for (Map.Entry<String, String> call : calls().entrySet()) {
            OfferedTool tool = named(tools, call.getKey());
            Patience.Outcome<ToolResult> outcome =
                    waiting()
                            .outcome(
                                    begin(
                                            tool,
                                            call.getValue(),
                                            new LentToken(context().workers())));
            require(
                    outcome.ended() && !(outcome.failure() instanceof Error),
                    "a call that comes after the plug was closed ends, in whatever way",
                    () -> "'" + tool.name() + "': " + outcome,
                    "answer that it is no longer there");
        }
    }
}
