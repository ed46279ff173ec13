package io.patchbay.api.plug;

import java.util.Objects;

/**
 * A plug that a session uses.
 *
 * @param kind what it is
 * @param plug its name and version, as the directory shows it
 */
public record PlugUse(PlugKind kind, PlugVersion plug) {
    /** Checks for null. */
    public PlugUse {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(plug, "plug");
    }
}
