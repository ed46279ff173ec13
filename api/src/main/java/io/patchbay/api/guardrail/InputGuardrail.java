package io.patchbay.api.guardrail;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Checks what the caller said before the model answers. Stateless or thread-safe; runs on a worker
 * thread and may block there.
 */
@ConsumerType
public interface InputGuardrail {

    /** The name, unique in a session. */
    String name();

    /**
     * Checks the transcript of one turn.
     *
     * @throws Exception anything: it is reported, and counts as no verdict
     */
    CompletionStage<Verdict> check(String text, GuardrailContext context) throws Exception;
}
