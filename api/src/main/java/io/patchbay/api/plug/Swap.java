package io.patchbay.api.plug;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of one plug under one session: exchanged, gone, back, or kept because its successor
 * did not come up.
 *
 * @param kind what it is
 * @param from what the session used, or null when it had to do without
 * @param to what it uses now, or null when it has to do without; the one that failed where the swap
 *     was rolled back
 * @param outcome how it ended
 * @param took from the news of it until the session had it behind it
 * @param audioHeld caller's sound that waited while no line took it, and was sent then
 * @param audioLost caller's or model's sound that reached nobody (RULES 42); zero but for a wait
 *     beyond the session's limits
 * @param silence time in which no line took the caller's sound, or the model's was ready and did
 *     not play (RULES 25); the model's own thinking is not in it
 * @param restored what a new line knows of the conversation; {@link Restored#FULL} where no line
 *     moved
 * @param detail what else a person should know, possibly empty: why it failed, what a new provider
 *     cannot do
 */
public record Swap(
        PlugKind kind,
        @Nullable PlugVersion from,
        @Nullable PlugVersion to,
        Outcome outcome,
        Duration took,
        Duration audioHeld,
        Duration audioLost,
        Duration silence,
        Restored restored,
        String detail) {

    /** How it ended. */
    public enum Outcome {
        /** Another version, or another plug, has taken over. */
        SWAPPED,
        /** The successor did not come up; the session goes on as it was. */
        ROLLED_BACK,
        /** Nobody offers it now; the session goes on without it, or waits for it. */
        REMOVED,
        /** It was gone and is back. */
        RETURNED
    }

    /** What a new line knows of the conversation (RULES 42). */
    public enum Restored {
        /** All, as it was; also where nothing had been said yet. */
        FULL,
        /** What could be told again in words. */
        TRANSCRIPT,
        /** Nothing, though there was something. */
        NONE
    }

    /** Checks for null. */
    public Swap {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(took, "took");
        Objects.requireNonNull(audioHeld, "audioHeld");
        Objects.requireNonNull(audioLost, "audioLost");
        Objects.requireNonNull(silence, "silence");
        Objects.requireNonNull(restored, "restored");
        Objects.requireNonNull(detail, "detail");
    }

    /** A swap that no sound had to do with: a tool, a guardrail, an agent. */
    public static Swap silent(
            PlugKind kind,
            @Nullable PlugVersion from,
            @Nullable PlugVersion to,
            Outcome outcome,
            Duration took) {
        return new Swap(
                kind,
                from,
                to,
                outcome,
                took,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Restored.FULL,
                "");
    }
}
