package io.patchbay.runtime.internal.tool;

import io.patchbay.api.tool.ToolContext;
import io.patchbay.api.tool.ToolInputGuardrail;
import io.patchbay.api.tool.ToolOutputGuardrail;
import io.patchbay.api.tool.ToolVerdict;
import io.patchbay.runtime.internal.plug.Copies;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Asks the guardrails of one call one after the other. On workers. */
final class ToolGuards {

    /** What a guardrail said that does not allow. */
    record Finding(String guardrail, ToolVerdict verdict) {}

    private record Guard(String name, Callable<CompletionStage<ToolVerdict>> check) {}

    private final List<Guard> guards;
    private final boolean all;
    private final Executor workers;
    private final CompletableFuture<@Nullable Finding> result = new CompletableFuture<>();
    private @Nullable Finding found;

    private ToolGuards(List<Guard> guards, boolean all, Executor workers) {
        this.guards = guards;
        this.all = all;
        this.workers = workers;
    }

    /** The first that does not allow decides; null when all do. Never fails. */
    static CompletableFuture<@Nullable Finding> input(
            List<ToolInputGuardrail> guardrails,
            String arguments,
            ToolContext context,
            Executor workers) {
        List<Guard> guards = new ArrayList<>(guardrails.size());
        for (ToolInputGuardrail guardrail : guardrails) {
            guards.add(new Guard(name(guardrail::name), () -> guardrail.check(arguments, context)));
        }
        return new ToolGuards(guards, false, workers).run();
    }

    /** All are asked; the first that rejects counts, but for one that raises. Never fails. */
    static CompletableFuture<@Nullable Finding> output(
            List<ToolOutputGuardrail> guardrails,
            String output,
            ToolContext context,
            Executor workers) {
        List<Guard> guards = new ArrayList<>(guardrails.size());
        for (ToolOutputGuardrail guardrail : guardrails) {
            guards.add(new Guard(name(guardrail::name), () -> guardrail.check(output, context)));
        }
        return new ToolGuards(guards, true, workers).run();
    }

    private static String name(Callable<String> name) {
        try {
            return String.valueOf(name.call());
        } catch (Exception | LinkageError e) {
            return "a guardrail without a name";
        }
    }

    private CompletableFuture<@Nullable Finding> run() {
        from(0);
        return result;
    }

    private void from(int first) {
        for (int i = first; i < guards.size(); i++) {
            CompletableFuture<ToolVerdict> verdict = ask(guards.get(i));
            int at = i;
            if (!verdict.isDone()) {
                verdict.handleAsync((said, thrown) -> later(at, said, thrown), workers)
                        .exceptionally(refused -> give(at, refused));
                return;
            }
            // handled, not passed on: a stage that wraps a throwable asks it what it is
            verdict.handle((said, thrown) -> note(at, said, thrown));
            if (over()) {
                break;
            }
        }
        result.complete(found);
    }

    private static CompletableFuture<ToolVerdict> ask(Guard guard) {
        try {
            CompletionStage<ToolVerdict> stage = guard.check().call();
            return stage == null
                    ? CompletableFuture.failedFuture(
                            new NullPointerException("it returned null instead of a stage"))
                    : stage.toCompletableFuture();
        } catch (VirtualMachineError e) {
            if (e instanceof StackOverflowError) {
                return CompletableFuture.failedFuture(e);
            }
            throw e;
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private @Nullable ToolVerdict later(
            int at, @Nullable ToolVerdict said, @Nullable Throwable thrown) {
        note(at, said, thrown);
        if (over()) {
            result.complete(found);
        } else {
            from(at + 1);
        }
        return said;
    }

    private @Nullable ToolVerdict give(int at, Throwable refused) {
        if (!result.isDone()) {
            note(at, null, refused);
            result.complete(found);
        }
        return null;
    }

    private ToolVerdict note(int at, @Nullable ToolVerdict said, @Nullable Throwable thrown) {
        ToolVerdict verdict =
                said != null
                        ? said
                        : ToolVerdict.raise(
                                thrown == null
                                        ? "it came to null instead of a verdict"
                                        : Copies.line(Outcomes.cause(thrown)));
        boolean raises = verdict.kind() == ToolVerdict.Kind.RAISE;
        if (verdict.kind() != ToolVerdict.Kind.ALLOW && (found == null || raises)) {
            found = new Finding(guards.get(at).name(), verdict);
        }
        return verdict;
    }

    private boolean over() {
        Finding now = found;
        return now != null && (!all || now.verdict().kind() == ToolVerdict.Kind.RAISE);
    }
}
