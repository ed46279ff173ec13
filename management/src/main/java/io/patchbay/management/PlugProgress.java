package io.patchbay.management;

import java.util.Objects;

/**
 * How far a change is.
 *
 * @param step what has happened
 * @param bundle symbolic name
 * @param version of the bundle
 * @param users how many sessions use that version now
 */
public record PlugProgress(Step step, String bundle, String version, int users) {

    /** Checks for null. */
    public PlugProgress {
        Objects.requireNonNull(step, "step");
        Objects.requireNonNull(bundle, "bundle");
        Objects.requireNonNull(version, "version");
    }

    /** What has happened. */
    public enum Step {
        /** The container has it, and what it imports. */
        INSTALLED,
        /** It runs, and sessions may use what it offers. */
        ACTIVE,
        /** It is given up, and some use it still. */
        DRAINING,
        /** It does not run any more. */
        STOPPED,
        /** The container does not have it any more. */
        REMOVED,
        /** It failed, and is taken back. */
        ROLLED_BACK
    }
}
