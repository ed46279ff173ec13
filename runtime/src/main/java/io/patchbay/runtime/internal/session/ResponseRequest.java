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

    /** How many requests this stands for. */
    private int covers = 1;

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

    /** Whether one response can answer this and {@code other}. */
    boolean merges(ResponseRequest other) {
        return !manual() && !other.manual();
    }

    /** One request in the place of two. */
    ResponseRequest with(ResponseRequest other) {
        Origin both = origin == Origin.MESSAGE ? origin : other.origin;
        ResponseRequest merged = new ResponseRequest(other.command, both, other.wireId, null);
        merged.unseen.addAll(unseen);
        merged.unseen.addAll(other.unseen);
        merged.covers = covers + other.covers;
        return merged;
    }

    /** What is left of a merged request when one of those in it has failed; null for nothing. */
    @Nullable ResponseRequest withoutOne() {
        if (covers == 1 || !(command instanceof Command.CreateResponse create)) {
            return null;
        }
        ResponseRequest rest =
                new ResponseRequest(
                        Command.CreateResponse.of(create.options()), origin, wireId, null);
        rest.unseen.addAll(unseen);
        rest.covers = covers - 1;
        return rest;
    }

    /** Whether an error that names {@code id} is about this. */
    boolean named(String id) {
        return command.id().equals(id) || id.equals(wireId);
    }
}
