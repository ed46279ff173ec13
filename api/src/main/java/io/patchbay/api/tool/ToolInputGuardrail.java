package io.patchbay.api.tool;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Checks arguments before a tool runs with them. Stateless or thread-safe; runs on a worker thread
 * and may block there. Its time is part of the tool's. Those of a tool run one after the other, and
 * the first that does not allow ends the call.
 */
@ConsumerType
public interface ToolInputGuardrail {

    /** The name, for events. */
    String name();

    /**
     * Checks.
     *
     * @param arguments JSON text of an object
     * @param context of the call
     * @throws Exception anything: it counts as {@link ToolVerdict.Kind#RAISE}
     */
    CompletionStage<ToolVerdict> check(String arguments, ToolContext context) throws Exception;

    /** A guardrail that says at once. */
    static ToolInputGuardrail of(String name, Check check) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(check, "check");
        return new ToolInputGuardrail() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public CompletionStage<ToolVerdict> check(String arguments, ToolContext context)
                    throws Exception {
                return CompletableFuture.completedFuture(check.verdict(arguments, context));
            }
        };
    }

    /** What a guardrail that says at once does. */
    @FunctionalInterface
    interface Check {
        /** Checks; may block. */
        ToolVerdict verdict(String arguments, ToolContext context) throws Exception;
    }
}
