package io.patchbay.api.session;

import io.patchbay.api.history.Item;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Sums up the oldest items of a conversation, for a new line that has no room for all of them. The
 * summary stands before the others as a message of the operator.
 */
@ConsumerType
@FunctionalInterface
public interface HistorySummary {

    /**
     * Sums up. Called on a worker thread; may block. It has as long as one connect may take ({@link
     * SessionLimits#connect}).
     *
     * @param dropped what there is no room for, the oldest first, unmodifiable
     * @return the summary; an empty one, a failed stage or an exception leaves the items out, which
     *     is reported
     */
    CompletionStage<String> summarise(List<Item> dropped);
}
