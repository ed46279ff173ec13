package io.patchbay.api.guardrail;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Checks what the model says while it says it. Stateless or thread-safe; runs on a worker thread
 * and may block there.
 */
@ConsumerType
public interface OutputGuardrail {

    /** The name, unique in a session. */
    String name();

    /** What the model is told to respect when it tripped; default: the name. */
    default String policyHint() {
        return name();
    }

    /**
     * Checks the whole text so far of one answer.
     *
     * @throws Exception anything: it is reported, and counts as no verdict
     */
    CompletionStage<Verdict> check(String text, GuardrailContext context) throws Exception;
}
