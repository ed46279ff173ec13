package io.patchbay.api.session;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a session deals with tool calls.
 *
 * @param approvalExpiry how long a call waits for consent before it counts as refused
 * @param filler what is said while a call takes long, or null for nothing
 * @param fillerAfter how long a call may take before that
 * @param guardBeforeApproval whether a tool's input guardrails look at a call before consent is
 *     asked for, too
 * @param answerMcpCalls whether the model is asked to answer when the provider has finished an MCP
 *     tool
 */
public record ToolPolicy(
        Duration approvalExpiry,
        @Nullable Utterance filler,
        Duration fillerAfter,
        boolean guardBeforeApproval,
        boolean answerMcpCalls) {

    /** Ten minutes, no filler, 1.5 s, guardrails after consent only, MCP calls are answered. */
    public static final ToolPolicy DEFAULT =
            new ToolPolicy(Duration.ofMinutes(10), null, Duration.ofMillis(1_500), false, true);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a time that is not positive
     */
    public ToolPolicy {
        positive(approvalExpiry, "approvalExpiry");
        positive(fillerAfter, "fillerAfter");
    }

    /** What is said while a call takes long. */
    public Optional<Utterance> fillerIfAny() {
        return Optional.ofNullable(filler);
    }

    private static void positive(Duration value, String name) {
        Objects.requireNonNull(value, name);
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be a positive time, not " + value);
        }
    }
}
