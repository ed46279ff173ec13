package io.patchbay.runtime.internal.tool;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.runtime.internal.plug.Copies;
import io.patchbay.runtime.internal.session.ToolExecutor;
import io.patchbay.runtime.internal.session.ToolExecutor.Outcome;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call that runs. Its state lives on the session's loop; the tool runs on a worker, and what
 * comes back from it is copied into JDK values before it crosses over (RULES 39). Whoever is first
 * of result, timeout and cancellation decides the outcome; afterwards nothing of the tool is held.
 */
final class ToolCall implements ToolExecutor.Running {

    private static final System.Logger LOG = System.getLogger(ToolCall.class.getName());

    private final String name;
    private final SerialLoop loop;
    private final Executor workers;
    private @Nullable Consumer<Outcome> done;
    private @Nullable CallToken token;
    private SerialLoop.@Nullable Timer timer;

    ToolCall(String name, SerialLoop loop, Consumer<Outcome> done, Executor workers) {
        this.name = name;
        this.loop = loop;
        this.done = done;
        this.workers = workers;
    }

    void start(ToolExecutor.Call call) {
        CallToken cancellation = new CallToken(workers);
        token = cancellation;
        FunctionTool tool = call.tool();
        Duration limit = timeout(tool);
        timer = loop.schedule(() -> timedOut(limit), limit);
        try {
            workers.execute(() -> run(call, cancellation));
        } catch (RejectedExecutionException e) {
            post(
                    new Outcome(
                            "The tool '" + name + "' cannot run now, too much is going on.",
                            ToolOutcome.FAILED,
                            Copies.line(e)));
        }
    }

    private Duration timeout(FunctionTool tool) {
        try {
            return tool.timeout()
                    .filter(time -> !time.isNegative() && !time.isZero())
                    .orElse(FunctionTool.DEFAULT_TIMEOUT);
        } catch (RuntimeException | LinkageError e) {
            LOG.log(
                    Level.WARNING,
                    () -> "the tool '" + name + "' does not say its timeout",
                    Copies.of(e));
            return FunctionTool.DEFAULT_TIMEOUT;
        }
    }

    /** On a worker. */
    private void run(ToolExecutor.Call call, CallToken cancellation) {
        if (cancellation.isCancelled()) {
            return;
        }
        try {
            String arguments = JsonObjects.check(name, call.arguments());
            CompletionStage<ToolResult> stage =
                    call.tool().execute(arguments, new CallContext(call, cancellation));
            if (stage == null) {
                throw new NullPointerException("the tool returned null instead of a stage");
            }
            stage.whenComplete((result, error) -> post(error == null ? of(result) : failed(error)));
        } catch (Throwable e) {
            // the model waits for an output, whatever it was
            post(failed(e));
            if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
                throw fatal;
            }
        }
    }

    private Outcome of(@Nullable ToolResult result) {
        if (result == null) {
            return failed(new NullPointerException("the tool came to null instead of a result"));
        }
        ToolOutcome kind =
                switch (result.kind()) {
                    case ANSWER -> ToolOutcome.RESULT;
                    case BACKGROUND -> ToolOutcome.BACKGROUND;
                    case FAILURE -> ToolOutcome.FAILED;
                };
        return new Outcome(result.output(), kind, null);
    }

    private Outcome failed(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        if (cause instanceof BadArgumentsException) {
            return new Outcome(String.valueOf(cause.getMessage()), ToolOutcome.BAD_ARGUMENTS, null);
        }
        return new Outcome(
                "The tool '" + name + "' failed.", ToolOutcome.FAILED, Copies.line(cause));
    }

    /** From any thread. */
    private void post(Outcome outcome) {
        try {
            loop.execute(() -> finish(outcome));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the tool ''{0}'' ended after its session''s loop", name);
        }
    }

    private void timedOut(Duration limit) {
        CallToken cancellation = token;
        if (cancellation != null) {
            String within = seconds(limit);
            cancellation.cancel("not done within " + within);
            finish(
                    new Outcome(
                            "The tool '" + name + "' was not done within " + within + ".",
                            ToolOutcome.TIMED_OUT,
                            null));
        }
    }

    @Override
    public void cancel(String reason) {
        CallToken cancellation = token;
        if (cancellation != null && !cancellation.isCancelled()) {
            cancellation.cancel(reason);
            post(
                    new Outcome(
                            "The tool '" + name + "' was cancelled: " + reason + ".",
                            ToolOutcome.CANCELLED,
                            null));
        }
    }

    /** On the loop. The first one counts. */
    private void finish(Outcome outcome) {
        Consumer<Outcome> told = done;
        if (told == null) {
            LOG.log(Level.DEBUG, "the tool ''{0}'' came to {1} too late", name, outcome.kind());
            return;
        }
        done = null;
        token = null;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        told.accept(outcome);
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1_000 == 0
                ? time.toSeconds() + " s"
                : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1_000.0);
    }
}
