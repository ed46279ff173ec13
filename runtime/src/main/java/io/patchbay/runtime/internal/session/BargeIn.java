package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.InterruptionPolicy;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent.InterruptionCause;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the caller's speech silences the agent: at once, when it is confirmed, or never
 * (RULES 16). While it is not decided playback is paused. On the loop.
 */
final class BargeIn implements Follower {
    private static final int REMEMBERED = 8;

    /** What a turn of the caller is worth. */
    enum Verdict {
        /** It is answered. */
        TURN,
        /** It was no speech: it leaves the conversation. */
        DISCARDED,
        /** Nobody knows yet; {@link Turns#answer} or {@link Turns#discard} follows. */
        UNDECIDED
    }

    /** What becomes of a turn that was decided on after it was over. */
    interface Turns {
        /** It was speech after all. */
        void answer(String itemId);

        /** It was not. */
        void discard(String itemId);
    }

    /** Speech that may be an interruption. */
    private static final class Suspicion {
        final StringBuilder words = new StringBuilder();
        @Nullable String itemId;
        boolean lasted;
        boolean stopped;
        boolean committed;

        /** Playback goes on already, because the words did not come in time. */
        boolean late;

        SerialLoop.@Nullable Timer timer;

        Suspicion(@Nullable String itemId) {
            this.itemId = itemId;
        }

        boolean about(String item) {
            return itemId == null ? stopped : itemId.equals(item);
        }
    }

    private final SessionCore core;
    private final Configuration configuration;
    private final Interruptions interruptions;
    private final Legs legs;
    private final Protection protection;
    private final Turns turns;
    private final ArrayDeque<String> discarded = new ArrayDeque<>(0);
    private boolean discardNext;
    private @Nullable Suspicion suspicion;

    BargeIn(
            SessionCore core,
            Configuration configuration,
            Interruptions interruptions,
            Legs legs,
            Protection protection,
            Turns turns) {
        this.core = core;
        this.configuration = configuration;
        this.interruptions = interruptions;
        this.legs = legs;
        this.protection = protection;
        this.turns = turns;
    }

    private InterruptionPolicy policy() {
        return configuration.interruption();
    }

    /** The caller begins to speak. */
    void started(@Nullable String itemId) {
        discardNext = false;
        if (protection.active()) {
            return;
        }
        switch (policy().mode()) {
            case IMMEDIATE -> {
                if (configuration.speechInterrupts()) {
                    interruptions.interrupt(InterruptionCause.SPEECH);
                }
            }
            case CONFIRMED -> suspect(itemId);
            default -> {
                // nobody is interrupted
            }
        }
    }

    private void suspect(@Nullable String itemId) {
        Suspicion before = suspicion;
        if (before != null) {
            // more speech before the first was decided on: it goes on, for all it is worth
            forget(before);
            if (before.committed && before.itemId != null) {
                turns.answer(before.itemId);
            }
        }
        if (!interruptions.audible()) {
            if (before != null && !before.late) {
                legs.resume();
            }
            return;
        }
        Suspicion now = new Suspicion(itemId);
        suspicion = now;
        if (before == null || before.late) {
            legs.pause();
        }
        Duration wait = policy().minSpeech();
        if (wait.isZero()) {
            now.lasted = true;
        } else {
            now.timer =
                    core.loop.schedule(
                            () -> lasted(now), wait.plus(configuration.silenceBeforeEnd()));
        }
    }

    private void lasted(Suspicion now) {
        now.timer = null;
        now.lasted = true;
        weigh(now);
    }

    private void weigh(Suspicion now) {
        if (now.lasted && words(now.words) >= policy().minWords()) {
            confirm(now);
        }
    }

    /** The caller stops. */
    void stopped() {
        Suspicion now = suspicion;
        if (now == null) {
            return;
        }
        now.stopped = true;
        if (!now.lasted) {
            dismiss(now);
        } else {
            now.timer = core.loop.schedule(() -> silent(now), policy().wordsWithin());
        }
    }

    /** No words came in time: playback goes on, and they may still come. */
    private void silent(Suspicion now) {
        now.timer = null;
        now.late = true;
        legs.resume();
    }

    /** The caller's sound became an item. */
    Verdict committed(String itemId) {
        if (discardNext) {
            discardNext = false;
            remember(itemId);
        }
        if (discarded.contains(itemId)) {
            return Verdict.DISCARDED;
        }
        Suspicion now = suspicion;
        if (now == null || !now.about(itemId)) {
            return Verdict.TURN;
        }
        now.itemId = itemId;
        now.committed = true;
        return Verdict.UNDECIDED;
    }

    /** More of the caller's words. */
    void heard(String itemId, String delta) {
        Suspicion now = suspicion;
        if (now != null && now.about(itemId)) {
            now.words.append(delta);
            weigh(now);
        }
    }

    /**
     * The caller's words are known.
     *
     * @param words all of them; null when nobody could tell
     */
    void understood(String itemId, @Nullable String words) {
        Suspicion now = suspicion;
        if (now == null || !now.about(itemId)) {
            return;
        }
        if (words == null) {
            confirm(now); // it lasted, and nobody knows better
            return;
        }
        if (words(words) >= policy().minWords()) {
            now.lasted = true; // it is over, and these are its words
            confirm(now);
        } else {
            dismiss(now);
        }
    }

    private void confirm(Suspicion now) {
        forget(now);
        interruptions.interrupt(InterruptionCause.SPEECH);
        if (now.committed && now.itemId != null) {
            turns.answer(now.itemId);
        }
    }

    private void dismiss(Suspicion now) {
        forget(now);
        if (!now.late) {
            legs.resume();
        }
        String itemId = now.itemId;
        if (itemId == null) {
            discardNext = true;
        } else {
            remember(itemId);
            if (now.committed) {
                turns.discard(itemId);
            }
        }
    }

    private void remember(String itemId) {
        if (discarded.size() >= REMEMBERED) {
            discarded.pollFirst();
        }
        discarded.addLast(itemId);
    }

    /** Whether a turn was no speech. */
    boolean wasDiscarded(String itemId) {
        return discarded.contains(itemId);
    }

    private void forget(Suspicion now) {
        if (now.timer != null) {
            now.timer.cancel();
            now.timer = null;
        }
        suspicion = null;
    }

    static int words(CharSequence text) {
        int words = 0;
        boolean within = false;
        for (int i = 0; i < text.length(); i++) {
            boolean letter = Character.isLetterOrDigit(text.charAt(i));
            // an apostrophe or a hyphen joins
            boolean joins = within && (text.charAt(i) == '\'' || text.charAt(i) == '-');
            if (letter && !within) {
                words++;
            }
            within = letter || joins;
        }
        return words;
    }

    /** The caller's turn is void: muted, cleared, or detection switched off. */
    void withdrawn() {
        Suspicion now = suspicion;
        if (now != null) {
            forget(now);
            if (!now.late) {
                legs.resume();
            }
            if (now.committed && now.itemId != null) {
                turns.answer(now.itemId);
            }
        }
    }

    /** Somebody silenced the agent while we wondered: then the caller's turn is one. */
    @Override
    public void interrupted(InterruptionCause cause) {
        settle();
    }

    /** The agent has finished by itself: there is nothing left to interrupt. */
    @Override
    public void playbackEnded(@Nullable String itemId) {
        settle();
    }

    private void settle() {
        Suspicion now = suspicion;
        if (now != null) {
            forget(now);
            if (now.committed && now.itemId != null) {
                turns.answer(now.itemId);
            }
        }
    }

    @Override
    public void lineGone() {
        Suspicion now = suspicion;
        if (now != null) {
            forget(now);
            if (!now.late) {
                legs.resume();
            }
        }
        discarded.clear();
        discardNext = false;
    }
}
