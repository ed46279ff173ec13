package io.patchbay.api.session;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.tool.ToolErrorFormatter;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a session deals with tool calls.
 *
 * @param approvalExpiry how long a call waits for consent before it counts as refused
 * @param filler what is said while a call takes long, or null for nothing; a tool may have its own
 * @param fillerAfter how long a call may take before that
 * @param guardBeforeApproval whether a tool's input guardrails look at a call before consent is
 *     asked for, too
 * @param answerMcpCalls whether the model is asked to answer when the provider has finished an MCP
 *     tool
 * @param refusals words for the model when consent was refused ({@link
 *     io.patchbay.api.tool.ToolFailure.Kind#REJECTED}) or did not come in time ({@link
 *     io.patchbay.api.tool.ToolFailure.Kind#EXPIRED}), or null for the usual ones; a message that
 *     came with the refusal goes first
 * @param maxRunning how many calls of the session run at once; more wait in their order
 * @param maxWaiting how many calls wait for room or for consent, each; a call over that is answered
 *     with an output saying that too much is going on
 * @param music what the caller hears over and over while a call takes very long and nobody speaks,
 *     or null for silence; not while keys are collected
 * @param musicAfter how long a call may take before that
 */
public record ToolPolicy(
        Duration approvalExpiry,
        @Nullable Utterance filler,
        Duration fillerAfter,
        boolean guardBeforeApproval,
        boolean answerMcpCalls,
        @Nullable ToolErrorFormatter refusals,
        int maxRunning,
        int maxWaiting,
        @Nullable AudioClip music,
        Duration musicAfter) {

    /**
     * Ten minutes, no filler, 1.5 s, guardrails after consent only, MCP calls are answered, the
     * usual words, 32 at once, 128 waiting, no music, 5 s.
     */
    public static final ToolPolicy DEFAULT =
            new ToolPolicy(
                    Duration.ofMinutes(10),
                    null,
                    Duration.ofMillis(1_500),
                    false,
                    true,
                    null,
                    32,
                    128,
                    null,
                    Duration.ofSeconds(5));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a time or a number that is not positive, and for music
     *     that cannot be played ({@link Utterance.Clip})
     */
    public ToolPolicy {
        if (music != null) {
            Utterance.clip(music); // refuses what cannot be played
        }
        Checks.positive(musicAfter, "musicAfter");
        Checks.positive(approvalExpiry, "approvalExpiry");
        Checks.positive(fillerAfter, "fillerAfter");
        Checks.positive(maxRunning, "maxRunning");
        Checks.positive(maxWaiting, "maxWaiting");
    }

    /** Starts with {@link #DEFAULT}. */
    public static Builder builder() {
        return DEFAULT.toBuilder();
    }

    /** Starts with these. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {

        private Duration approvalExpiry;
        private @Nullable Utterance filler;
        private Duration fillerAfter;
        private boolean guardBeforeApproval;
        private boolean answerMcpCalls;
        private @Nullable ToolErrorFormatter refusals;
        private int maxRunning;
        private int maxWaiting;
        private @Nullable AudioClip music;
        private Duration musicAfter;

        private Builder(ToolPolicy from) {
            this.approvalExpiry = from.approvalExpiry;
            this.filler = from.filler;
            this.fillerAfter = from.fillerAfter;
            this.guardBeforeApproval = from.guardBeforeApproval;
            this.answerMcpCalls = from.answerMcpCalls;
            this.refusals = from.refusals;
            this.maxRunning = from.maxRunning;
            this.maxWaiting = from.maxWaiting;
            this.music = from.music;
            this.musicAfter = from.musicAfter;
        }

        /** How long a call waits for consent before it counts as refused; default ten minutes. */
        public Builder approvalExpiry(Duration time) {
            this.approvalExpiry = Objects.requireNonNull(time, "time");
            return this;
        }

        /** What is said while a call takes long; default nothing. */
        public Builder filler(Utterance filler) {
            this.filler = Objects.requireNonNull(filler, "filler");
            return this;
        }

        /** How long a call may take before that; default 1.5 s. */
        public Builder fillerAfter(Duration time) {
            this.fillerAfter = Objects.requireNonNull(time, "time");
            return this;
        }

        /** Whether input guardrails look before consent is asked for, too; default false. */
        public Builder guardBeforeApproval(boolean on) {
            this.guardBeforeApproval = on;
            return this;
        }

        /** Whether the model is asked to answer after an MCP tool; default true. */
        public Builder answerMcpCalls(boolean on) {
            this.answerMcpCalls = on;
            return this;
        }

        /** Words for the model when consent was refused or did not come in time. */
        public Builder refusals(ToolErrorFormatter formatter) {
            this.refusals = Objects.requireNonNull(formatter, "formatter");
            return this;
        }

        /** How many calls run at once; default 32. */
        public Builder maxRunning(int calls) {
            this.maxRunning = calls;
            return this;
        }

        /** How many calls wait for room or for consent, each; default 128. */
        public Builder maxWaiting(int calls) {
            this.maxWaiting = calls;
            return this;
        }

        /**
         * What the caller hears over and over while a call takes longer than this; default nothing.
         * It ends when the last call of its kind does, and whenever somebody speaks.
         */
        public Builder music(AudioClip clip, Duration after) {
            this.music = Objects.requireNonNull(clip, "clip");
            this.musicAfter = Objects.requireNonNull(after, "after");
            return this;
        }

        /**
         * The policy.
         *
         * @throws IllegalArgumentException for a time or a number that is not positive, and for
         *     music that cannot be played
         */
        public ToolPolicy build() {
            return new ToolPolicy(
                    approvalExpiry,
                    filler,
                    fillerAfter,
                    guardBeforeApproval,
                    answerMcpCalls,
                    refusals,
                    maxRunning,
                    maxWaiting,
                    music,
                    musicAfter);
        }
    }
}
