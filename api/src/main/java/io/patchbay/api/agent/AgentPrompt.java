package io.patchbay.api.agent;

import io.patchbay.api.session.Prompt;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The stored prompt that an agent works with: always the same, or a function of the moment. Runs on
 * a worker thread and may block there.
 */
@FunctionalInterface
@ConsumerType
public interface AgentPrompt {

    /** The prompt for now. */
    CompletionStage<Prompt> resolve(AgentContext context) throws Exception;

    /** Always the same prompt. */
    static AgentPrompt of(Prompt prompt) {
        CompletionStage<Prompt> stage =
                CompletableFuture.completedStage(Objects.requireNonNull(prompt, "prompt"));
        return context -> stage;
    }
}
