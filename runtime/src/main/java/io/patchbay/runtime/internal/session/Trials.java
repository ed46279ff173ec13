package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.LineChoice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each choice of a line has behind it since a line was lost: how often it was tried, and when
 * it may be tried again. A choice that is dead does not delay one that lives. On the loop.
 */
final class Trials {
    private static final class Trial {
        int tries;
        long due;
    }

    private final Backoff backoff;
    private final Map<LineChoice, Trial> trials = new HashMap<>();

    /** From when on what was not tried yet may be tried. */
    private long first;

    Trials(Backoff backoff) {
        this.backoff = backoff;
    }

    /** Nothing was tried; all may be from this moment on. */
    void clear(long from) {
        trials.clear();
        first = from;
    }

    /** The choice may not be tried again before its next delay is over. */
    void delay(LineChoice choice, long now) {
        Trial trial = of(choice);
        trial.due = now + backoff.before(trial.tries + 1).toNanos();
    }

    /** What was not tried yet may be tried. */
    void untriedFrom(long now) {
        first = now;
    }

    /** A choice may be tried at once, whatever it has behind it. */
    void hurry(LineChoice choice) {
        of(choice).due = Long.MIN_VALUE;
    }

    /** A choice was tried, and let us in. */
    void worked(LineChoice choice) {
        of(choice).tries++;
    }

    /** These were tried in vain; those as often tried as each other wait for each other. */
    void failed(List<LineChoice> choices, long now) {
        Map<Integer, Long> delays = new HashMap<>();
        for (LineChoice choice : choices) {
            Trial trial = of(choice);
            trial.tries++;
            trial.due =
                    now
                            + delays.computeIfAbsent(
                                    trial.tries + 1, number -> backoff.before(number).toNanos());
        }
    }

    /** How often a choice was tried. */
    int tries(LineChoice choice) {
        Trial trial = trials.get(choice);
        return trial == null ? 0 : trial.tries;
    }

    /** When a choice may be tried, in time of the session's clock. */
    long due(LineChoice choice) {
        Trial trial = trials.get(choice);
        return trial == null ? first : trial.due;
    }

    private Trial of(LineChoice choice) {
        return trials.computeIfAbsent(
                choice,
                fresh -> {
                    Trial trial = new Trial();
                    trial.due = first;
                    return trial;
                });
    }
}
