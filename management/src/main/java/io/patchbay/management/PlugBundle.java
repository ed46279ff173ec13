package io.patchbay.management;

import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugRefusal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A bundle that is a plug, or was installed as one.
 *
 * @param name symbolic name
 * @param version of the bundle
 * @param origin how it came here
 * @param state of the bundle
 * @param plugs what it offers now
 * @param refusals what it would offer, and why it does not
 * @param previous the version that a roll-back of this name brings back, or null
 */
public record PlugBundle(
        String name,
        String version,
        Origin origin,
        State state,
        List<PlugInfo> plugs,
        List<PlugRefusal> refusals,
        @Nullable String previous) {

    /** Checks for null, and keeps copies. */
    public PlugBundle {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(state, "state");
        plugs = List.copyOf(plugs);
        refusals = List.copyOf(refusals);
    }

    /** How a bundle came into the container. */
    public enum Origin {
        /** With the container, as it was put together. */
        SHIPPED,
        /** By {@link PlugControl}; it is there again after a restart. */
        INSTALLED,
        /** From the watched folder, and goes with its file. */
        WATCHED
    }

    /** What the container does with a bundle. */
    public enum State {
        /** It runs. */
        ACTIVE,
        /** It is given up, nobody gets it any more, and it goes when its last user has ended. */
        DRAINING,
        /** It is on its way up or down. */
        CHANGING,
        /** It does not run. */
        STOPPED,
        /** It was taken out, and a roll-back brings it back. */
        REMOVED
    }
}
