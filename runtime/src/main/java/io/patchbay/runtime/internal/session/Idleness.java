package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.EndingCause;
import io.patchbay.api.session.SessionEvent.InterruptionCause;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.TransportEvent;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reminds a caller who is silent, and ends the session when that does not help (RULES 13). The
 * silence is measured while nobody speaks, nothing runs and a line stands. On the loop.
 */
final class Idleness extends Pausing {
    private final SessionCore core;
    private final Outgoing outgoing;
    private final Legs legs;
    private final Supplier<QueuedSpeaker> speaker;
    private final Ending ending;
    private final Duration after;
    private final List<Utterance> prompts;
    private int prompted;
    private boolean speaking;
    private SerialLoop.@Nullable Timer timer;

    Idleness(
            SessionCore core,
            Outgoing outgoing,
            Legs legs,
            Supplier<QueuedSpeaker> speaker,
            Ending ending,
            Duration after,
            List<Utterance> prompts) {
        this.core = core;
        this.outgoing = outgoing;
        this.legs = legs;
        this.speaker = speaker;
        this.ending = ending;
        this.after = after;
        this.prompts = prompts;
    }

    /** The silence begins now, as far as there is one. */
    @Override
    void changed() {
        stop();
        if (!paused() && !speaking) {
            timer = core.loop.schedule(this::due, after);
        }
    }

    private void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** The caller gives a sign of life. */
    private void alive() {
        prompted = 0;
        changed();
    }

    private void due() {
        timer = null;
        if (ending.begun()) {
            return;
        }
        if (outgoing.gate().busy() || legs.playing() || speaker.get().busy()) {
            changed(); // this is no silence of the caller's
            return;
        }
        if (prompted == prompts.size()) {
            ending.begin(
                    EndingCause.IDLE,
                    "the caller has been silent for "
                            + after.toSeconds()
                            + " s after "
                            + prompted
                            + " reminders");
            return;
        }
        Utterance prompt = prompts.get(prompted++);
        if (core.heard()) {
            core.emit(new SessionEvent.IdlePrompted(core.stamp(), prompted, prompts.size()));
        }
        speaker.get()
                .say(prompt, false)
                .done()
                .whenComplete((spoken, failure) -> changed()); // whatever became of it
    }

    @Override
    public void speechStarted() {
        speaking = true;
        alive();
    }

    @Override
    public void speechStopped() {
        speaking = false;
        alive();
    }

    @Override
    public void keyPressed(String key) {
        alive();
    }

    @Override
    public void event(TransportEvent event) {
        if (event instanceof TransportEvent.ItemAdded added
                && added.item() instanceof Item.Message message
                && message.role() == Role.USER) {
            alive(); // typed, or spoken on a line that tells no more
        }
    }

    @Override
    public void responseEnded(Responses.Active response, Response result) {
        changed();
    }

    @Override
    public void playbackEnded(@Nullable String itemId) {
        changed();
    }

    @Override
    public void interrupted(InterruptionCause cause) {
        changed();
    }

    @Override
    public void lineGone() {
        speaking = false;
        super.lineGone();
    }

    @Override
    public void closed(CloseReason reason) {
        stop();
    }
}
