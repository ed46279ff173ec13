package io.patchbay.api.session;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the provider records of a session for its operator. */
public sealed interface Tracing {

    /** With the provider's own names. */
    record Auto() implements Tracing {}

    /** With names of the operator's choice. */
    record Named(
            @Nullable String workflowName, @Nullable String groupId, Map<String, String> metadata)
            implements Tracing {
        /** Copies the map. */
        public Named {
            Objects.requireNonNull(metadata, "metadata");
            metadata = Map.copyOf(metadata);
        }
    }
}
