package io.patchbay.runtime.internal.session;

import io.patchbay.api.transport.Command;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request for a response, as it goes through the {@link ResponseGate}. On the loop only. */
class ResponseRequest {
    /** Who asks. */
    enum Origin {
        /** The application, for exactly one response. */
        MANUAL,
        /** A message or picture of the caller. */
        MESSAGE,
        /** Outputs of tools; these wait while the caller speaks. */
        TOOLS
    }

    final Command command;
    final Origin origin;

    /** Under which the provider's error may name the command besides its own id. */
    final @Nullable String wireId;

    /** Items that are to be answered and that the server has not acknowledged. */
    final Set<String> unseen = new HashSet<>(2);

    /** Whether the server had them all when it began the response that seems to answer this. */
    boolean seenInTime = true;

    /**
     * A request.
     *
     * @param motive the item that is to be answered, or null
     */
    ResponseRequest(
            Command command, Origin origin, @Nullable String wireId, @Nullable String motive) {
        this.command = command;
        this.origin = origin;
        this.wireId = wireId;
        if (motive != null) {
            unseen.add(motive);
        }
    }

    boolean manual() {
        return origin == Origin.MANUAL;
    }

    /** Whether an error that names {@code id} is about this. */
    boolean named(String id) {
        return command.id().equals(id) || id.equals(wireId);
    }
}
