package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.SessionEvent.Restoration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A line that stands and knows the conversation, and has not taken over yet.
 *
 * @param opening what it told meanwhile
 * @param replay what it was told; null when it knew
 * @param restored how much it knows
 * @param lost what it does not know, or in another form
 * @param lostCalls calls whose outputs it would refuse
 */
record Ready(
        Line line,
        Opening opening,
        @Nullable Replay replay,
        Restoration restored,
        List<String> lost,
        Set<String> lostCalls) {}
