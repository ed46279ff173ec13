package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows when nothing is left to be said: for whoever ends a call or hands it over, not in mid-word.
 * On the loop.
 */
final class LastWords {
    /** Most of what is waited for has no event of its own; it is looked for as often as this. */
    private static final Duration LOOK = Duration.ofMillis(40);

    /** What plays may take so long to be heard, before a call is handed over. */
    private static final Duration SPEECH = Duration.ofSeconds(20);

    private final SessionCore core;
    private final BooleanSupplier speech;
    private final BooleanSupplier more;

    /**
     * Knows when.
     *
     * @param speech whether something is being said, or is on its way to the caller's ear
     * @param more whether more will follow: tools run, an answer is due, the caller speaks
     */
    LastWords(SessionCore core, BooleanSupplier speech, BooleanSupplier more) {
        this.core = core;
        this.speech = speech;
        this.more = more;
    }

    /** Runs {@code then} when what is being said now was heard, at once when that is nothing. */
    void afterSpeech(Runnable then) {
        wait(speech, SPEECH, 0, then);
    }

    /** Runs {@code then} when nothing is left to be said, within {@code limit}. */
    Wait afterAll(Duration limit, Runnable then) {
        // between a tool's end and what it leads to there may be a moment in which nothing shows
        return wait(() -> speech.getAsBoolean() || more.getAsBoolean(), limit, 1, then);
    }

    private Wait wait(BooleanSupplier busy, Duration limit, int again, Runnable then) {
        Wait wait = new Wait(busy, core.clock.now() + limit.toNanos(), again, then);
        wait.look();
        return wait;
    }

    /** Waits for silence. */
    final class Wait {
        private final BooleanSupplier busy;
        private final long deadline;
        private final int again;
        private final Runnable then;
        private int quiet;
        private SerialLoop.@Nullable Timer timer;

        private Wait(BooleanSupplier busy, long deadline, int again, Runnable then) {
            this.busy = busy;
            this.deadline = deadline;
            this.again = again;
            this.then = then;
        }

        private void look() {
            timer = null;
            quiet = busy.getAsBoolean() ? 0 : quiet + 1;
            if (quiet > again || core.clock.now() >= deadline) {
                then.run();
            } else {
                timer = core.loop.schedule(this::look, LOOK);
            }
        }

        /** Waits no longer. */
        void stop() {
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
        }
    }
}
