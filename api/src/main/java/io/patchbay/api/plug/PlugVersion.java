package io.patchbay.api.plug;

import java.util.Objects;

/**
 * A plug by its name and version.
 *
 * @param name the name that sessions ask for
 * @param version of the bundle, or {@code "-"} on the class path
 */
public record PlugVersion(String name, String version) {
    /** Checks for null. */
    public PlugVersion {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
    }

    /** Name and version with a space between. */
    @Override
    public String toString() {
        return name + " " + version;
    }
}
