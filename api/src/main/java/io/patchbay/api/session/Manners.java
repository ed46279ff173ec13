package io.patchbay.api.session;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a session opens, keeps and ends a conversation by itself (RULES 12, 13).
 *
 * @param greeting what is said first, or null to wait for the caller
 * @param greetingProtected whether speech does not interrupt the greeting
 * @param idleAfter silence after the end of playback before the caller is reminded, or null for
 *     never
 * @param idlePrompts the reminders, one after the other; when all were said and the silence goes
 *     on, the session ends
 * @param maxDuration how long a call may last, or null for as long as it likes
 */
public record Manners(
        @Nullable Utterance greeting,
        boolean greetingProtected,
        @Nullable Duration idleAfter,
        List<Utterance> idlePrompts,
        @Nullable Duration maxDuration) {

    /** Nothing of the kind. */
    public static final Manners NONE = new Manners(null, false, null, List.of(), null);

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException for a time that is not positive, or for prompts without a
     *     time after which they are said
     */
    public Manners {
        idlePrompts = List.copyOf(idlePrompts);
        positive(idleAfter, "idleAfter");
        positive(maxDuration, "maxDuration");
        if (idleAfter == null && !idlePrompts.isEmpty()) {
            throw new IllegalArgumentException(
                    "idlePrompts need idleAfter, the silence after which they are said");
        }
    }

    private static void positive(@Nullable Duration value, String name) {
        if (value != null && (value.isZero() || value.isNegative())) {
            throw new IllegalArgumentException(
                    Objects.requireNonNull(name) + " must be a positive time, not " + value);
        }
    }
}
