package io.patchbay.api.tool;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Checks what a tool came to before the model is told. Stateless or thread-safe; runs on a worker
 * thread and may block there. Its time is part of the tool's. All of a tool's run, one after the
 * other; the first that rejects decides what the model is told, and one that raises overrules it.
 */
@ConsumerType
public interface ToolOutputGuardrail {

    /** The name, for events. */
    String name();

    /**
     * Checks.
     *
     * @param output what the tool itself came to, whatever other guardrails said
     * @param context of the call
     * @throws Exception anything: it counts as {@link ToolVerdict.Kind#RAISE}
     */
    CompletionStage<ToolVerdict> check(String output, ToolContext context) throws Exception;

    /** A guardrail that says at once. */
    static ToolOutputGuardrail of(String name, Check check) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(check, "check");
        return new ToolOutputGuardrail() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public CompletionStage<ToolVerdict> check(String output, ToolContext context)
                    throws Exception {
                return CompletableFuture.completedFuture(check.verdict(output, context));
            }
        };
    }

    /** What a guardrail that says at once does. */
    @FunctionalInterface
    interface Check {
        /** Checks; may block. */
        ToolVerdict verdict(String output, ToolContext context) throws Exception;
    }
}
