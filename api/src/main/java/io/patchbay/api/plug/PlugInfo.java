package io.patchbay.api.plug;

import java.util.Objects;

/**
 * A plug as the directory shows it.
 *
 * @param kind what it is
 * @param name the name that sessions ask for
 * @param bundle symbolic name of its bundle, or {@code "-"} on the class path
 * @param version of the bundle, or {@code "-"} on the class path
 * @param ranking the highest one of a name wins
 * @param share of the new sessions that may have it, above 0 to 1; below 1 it is on trial, and live
 *     sessions stay with what they have
 * @param state what the runtime does with it
 * @param users how many sessions hold a lease on it now
 */
public record PlugInfo(
        PlugKind kind,
        String name,
        String bundle,
        String version,
        int ranking,
        double share,
        State state,
        int users) {
    /** Checks for null. */
    public PlugInfo {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(bundle, "bundle");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(state, "state");
    }

    /** What the runtime does with a plug. */
    public enum State {
        /** Offered to sessions. */
        ACTIVE,
        /** Goes away once its users are done, or the drain time is over. */
        DRAINING,
        /** Gone. */
        REVOKED,
        /** Gone, and code of it still runs although it was told to end; the log says where. */
        LEAKED
    }
}
