package io.patchbay.api.tool;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Finds the words for the model when a call came to nothing. Runs on a worker thread and may block
 * there for up to 5 s; one that takes longer, throws, or returns null leaves it at the default,
 * which hides the cause.
 */
@ConsumerType
@FunctionalInterface
public interface ToolErrorFormatter {

    /**
     * What the model is told; empty counts as it is.
     *
     * @return null for {@link ToolFailure#defaultMessage()}
     * @throws Exception anything: it is reported, and the default is used
     */
    @Nullable String message(ToolFailure failure) throws Exception;
}
