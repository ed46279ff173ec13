package io.patchbay.api.tool;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Tells when work is no longer wanted. For any thread. */
@ProviderType
public interface CancellationToken {

    /** Whether it is no longer wanted. */
    boolean isCancelled();

    /** Why, in a line, once it is. */
    Optional<String> reason();

    /**
     * Runs {@code action} when it is no longer wanted, at once if it is so already; on a worker
     * thread, never more than once.
     */
    void onCancelled(Runnable action);

    /**
     * Ends work that is no longer wanted.
     *
     * @throws java.util.concurrent.CancellationException with the reason
     */
    default void throwIfCancelled() {
        if (isCancelled()) {
            throw new java.util.concurrent.CancellationException(reason().orElse("cancelled"));
        }
    }
}
