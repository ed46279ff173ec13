package io.patchbay.api.session;

import org.jspecify.annotations.Nullable;

/**
 * How something that the session said of its own accord came out.
 *
 * @param interrupted whether it was not heard to its end
 * @param playedMillis how much of it was heard, in milliseconds of its sound; 0 where it has none
 * @param itemId the history item with its words, or null when there is none: nothing was heard of
 *     it, or a clip has no transcript
 */
public record Spoken(boolean interrupted, long playedMillis, @Nullable String itemId) {

    /** Nothing of it was heard. */
    public static final Spoken NOT_HEARD = new Spoken(true, 0, null);
}
