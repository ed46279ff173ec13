package io.patchbay.api.plug;

import java.util.Objects;

/**
 * A service that wanted to be a plug, and that the runtime could not take: it failed when it was
 * made, or has a setting that is wrong.
 *
 * @param kind what it would be
 * @param bundle symbolic name of its bundle
 * @param version of the bundle
 * @param reason class and message of what it threw, in one line
 */
public record PlugRefusal(PlugKind kind, String bundle, String version, String reason) {
    /** Checks for null. */
    public PlugRefusal {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(bundle, "bundle");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(reason, "reason");
    }
}
