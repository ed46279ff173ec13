package io.patchbay.api.agent;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What an agent is told to be and do: a text, or a function of the moment. Runs on a worker thread
 * and may block there.
 */
@FunctionalInterface
@ConsumerType
public interface Instructions {

    /** The text for now. */
    CompletionStage<String> resolve(AgentContext context) throws Exception;

    /** Always the same text. */
    static Instructions of(String text) {
        CompletionStage<String> stage =
                CompletableFuture.completedStage(Objects.requireNonNull(text, "text"));
        return context -> stage;
    }
}
