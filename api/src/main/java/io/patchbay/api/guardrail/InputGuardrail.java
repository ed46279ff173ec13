package io.patchbay.api.guardrail;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Checks what the caller said or typed before the model answers. Stateless or thread-safe; runs on
 * a worker thread and may block there.
 *
 * <p>A session with input guardrails tells the server not to answer by itself, and asks for an
 * answer when all have passed: that costs the time that transcript and verdict take. A line whose
 * provider cannot do that is refused at connect.
 */
@ConsumerType
public interface InputGuardrail {

    /** The name, unique in a session. */
    String name();

    /**
     * One that only looks at the words.
     *
     * @param name unique in a session
     * @param check called on a worker thread, may block there
     */
    static InputGuardrail of(String name, Function<String, Verdict> check) {
        return of(name, name, check);
    }

    /**
     * One that only looks at the words, and tells the model more than its name.
     *
     * @param name unique in a session
     * @param policyHint what the model is told to respect
     * @param check called on a worker thread, may block there
     */
    static InputGuardrail of(String name, String policyHint, Function<String, Verdict> check) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(policyHint, "policyHint");
        Objects.requireNonNull(check, "check");
        return new InputGuardrail() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String policyHint() {
                return policyHint;
            }

            @Override
            public CompletionStage<Verdict> check(String text, GuardrailContext context) {
                return CompletableFuture.completedFuture(check.apply(text));
            }
        };
    }

    /** What the model is told to respect when it tripped; default: the name. */
    default String policyHint() {
        return name();
    }

    /**
     * Checks the transcript of one turn, or one typed message.
     *
     * @return may complete later, on any thread
     * @throws Exception anything: it is reported, and counts as no verdict
     */
    CompletionStage<Verdict> check(String text, GuardrailContext context) throws Exception;
}
