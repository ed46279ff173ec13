package io.patchbay.api.plug;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How connects to one provider over one transport have fared lately, of all sessions of a runtime
 * together. Refusals that concern one key, account or configuration do not count.
 *
 * @param transport name of the transport
 * @param provider name of the provider
 * @param profile the provider's profile, or null for its default
 * @param address an address given in place of the provider's own, without user and query; or null
 * @param state whether it is tried in its turn
 * @param failures how many connects have failed since the last that did not
 * @param lastReason why the last one that failed did, in a line for a person without query
 *     parameters of addresses; null when none has
 * @param coolUntil until when it is tried last; null when it is tried in its turn
 */
public record LineHealth(
        String transport,
        String provider,
        @Nullable String profile,
        @Nullable String address,
        State state,
        int failures,
        @Nullable String lastReason,
        @Nullable Instant coolUntil) {

    /** Whether it is tried in its turn. */
    public enum State {
        /** It is tried when its turn comes. */
        HEALTHY,
        /** It failed several times in a row, and is tried after all others. */
        COOLING_DOWN,
        /** It cooled down, and one session tries it; the others try it last still. */
        PROBING
    }

    /** Checks for null. */
    public LineHealth {
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(state, "state");
    }
}
