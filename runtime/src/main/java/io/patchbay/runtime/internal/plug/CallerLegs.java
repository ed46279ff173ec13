package io.patchbay.runtime.internal.plug;

import io.patchbay.api.plug.PlugRefusal;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.runtime.internal.session.Lease;
import java.util.List;
import java.util.Optional;

/** The ways in which callers may come, the best one of each name first. Any thread. */
public interface CallerLegs {

    /** Those that are for all: callers have no session yet whose share could be asked. */
    List<Candidate> offered();

    /** A plug that may open a door. */
    interface Candidate {
        /** The name of the kind of leg. */
        String name();

        /** Its own: another plug of the same name and version has another. */
        long id();

        /** Keeps it for a door; empty when it goes or is gone. */
        Optional<Lease<CallerLegFactory>> lease();

        /** Keeps it for a call; empty when it goes or is gone. */
        Optional<Lease<Object>> callLease();

        /**
         * Keeps it for a call that its open door offers, also while it goes; empty when it is gone,
         * or goes and nobody is in it.
         */
        Optional<Lease<Object>> offeredLease();

        /** What an operator is told when its door does not open. */
        PlugRefusal shut(String reason);

        /** Whether its door is open: that is no user. */
        void door(boolean open);
    }
}
