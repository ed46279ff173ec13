package io.patchbay.api.session;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A live session as an operator sees it, without content.
 *
 * @param id the session
 * @param state where it stands
 * @param agent who speaks, or null
 * @param transport over what, or null without a line
 * @param provider with whom, or null without a line
 * @param leg the kind of leg through which the caller came, the provider's name where that carries
 *     the call, or null; who he is says {@link Call#metadata()} of the session alone
 * @param age since it was opened
 * @param items in its history
 * @param usage so far
 * @param counters what went otherwise than asked so far
 */
public record SessionInfo(
        String id,
        SessionState state,
        @Nullable String agent,
        @Nullable String transport,
        @Nullable String provider,
        @Nullable String leg,
        Duration age,
        int items,
        Usage usage,
        SessionCounters counters) {
    /** Checks for null. */
    public SessionInfo {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(age, "age");
        Objects.requireNonNull(usage, "usage");
        Objects.requireNonNull(counters, "counters");
    }
}
