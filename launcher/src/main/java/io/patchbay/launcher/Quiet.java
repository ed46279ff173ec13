package io.patchbay.launcher;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CloseReason;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows when a conversation has come to rest: an answer was given since the last question, and
 * nobody speaks, plays, calls or thinks any more. For the thread of a command, which waits.
 */
final class Quiet implements SessionListener {

    /** How a wait ended. */
    enum Outcome {
        /** The answer came and was played. */
        ANSWERED,
        /** Nothing came in time. */
        TIMED_OUT,
        /** The session is over. */
        CLOSED
    }

    /**
     * After an answer, a tool's output or a follow-up may still come; nothing for this long means
     * nothing comes.
     */
    private static final long SETTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<String> responses = new HashSet<>();
    private final Set<String> tools = new HashSet<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private boolean playing;
    private boolean speaking;
    private boolean asked = true;
    private @Nullable Response failed;
    private @Nullable CloseReason closedBy;
    private final LongSupplier clock;
    private long lastChange;

    /** Until when what the model has said takes to be heard, if nothing interrupts it. */
    private long soundUntil;

    private long pausedAt;

    Quiet() {
        this(System::nanoTime);
    }

    /** One that goes by this clock, in nanoseconds. */
    Quiet(LongSupplier clock) {
        this.clock = clock;
        lastChange = clock.getAsLong();
        soundUntil = lastChange;
    }

    @Override
    public Set<Interest> interests() {
        return Set.of(Interest.EVENTS, Interest.AUDIO);
    }

    /**
     * A model speaks faster than it is heard: its sound lasts from when the sound before it ends.
     */
    @Override
    public void onAudio(AudioChunk chunk) {
        long nanos = TimeUnit.MICROSECONDS.toNanos(chunk.micros());
        lock.lock();
        try {
            soundUntil = Math.max(soundUntil, clock.getAsLong()) + nanos;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onEvent(SessionEvent event) {
        lock.lock();
        try {
            if (!note(event)) {
                return;
            }
            lastChange = clock.getAsLong();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean note(SessionEvent event) {
        if (event instanceof SessionEvent.AgentStarted started) {
            responses.add(started.responseId());
        } else if (event instanceof SessionEvent.ResponseEnded ended) {
            ended(ended.response());
        } else if (event instanceof SessionEvent.ToolStarted tool) {
            tools.add(tool.callId());
        } else if (event instanceof SessionEvent.ToolEnded tool) {
            tools.remove(tool.callId());
        } else if (event instanceof SessionEvent.PlaybackStarted) {
            playing = true;
        } else if (event instanceof SessionEvent.PlaybackEnded) {
            playing = false;
        } else if (event instanceof SessionEvent.AudioInterrupted) {
            playing = false;
            soundUntil = Math.min(soundUntil, clock.getAsLong());
        } else if (event instanceof SessionEvent.AudioPaused) {
            pausedAt = clock.getAsLong();
        } else if (event instanceof SessionEvent.AudioResumed) {
            soundUntil += clock.getAsLong() - pausedAt;
        } else if (event instanceof SessionEvent.SpeechStarted) {
            speaking = true;
            asked = true;
        } else if (event instanceof SessionEvent.SpeechStopped) {
            speaking = false;
        } else if (event instanceof SessionEvent.TranscriptDelta) {
            return true; // a word
        } else if (event instanceof SessionEvent.StateChanged state
                && state.state() == SessionState.CLOSED) {
            closedBy = state.reason() == null ? CloseReason.NORMAL : state.reason();
            closed.complete(null);
        } else {
            return false;
        }
        return true;
    }

    private void ended(Response response) {
        responses.remove(response.id());
        if (response.status() == Response.Status.FAILED) {
            failed = response;
        }
        boolean spoke = response.output().stream().anyMatch(Item.Message.class::isInstance);
        // a cancelled one is followed by the answer to what cancelled it
        if (response.status() != Response.Status.CANCELLED
                && (spoke || response.status() != Response.Status.COMPLETED)) {
            asked = false;
        }
    }

    /** A question was asked by other means than speech. */
    void ask() {
        lock.lock();
        try {
            asked = true;
            lastChange = clock.getAsLong();
        } finally {
            lock.unlock();
        }
    }

    /** The last response that failed, if any did. */
    Optional<Response> failed() {
        lock.lock();
        try {
            return Optional.ofNullable(failed);
        } finally {
            lock.unlock();
        }
    }

    /** Completes when the session is over. */
    CompletableFuture<Void> closed() {
        return closed.copy();
    }

    /** Why the session is over, once it is. */
    Optional<CloseReason> closedBy() {
        lock.lock();
        try {
            return Optional.ofNullable(closedBy);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the conversation has come to rest.
     *
     * @param patience how long nothing at all may happen, from the last sound or word on
     */
    Outcome await(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long begun = clock.getAsLong();
            while (true) {
                Optional<Outcome> outcome = outcome(begun, patience);
                if (outcome.isPresent()) {
                    return outcome.get();
                }
                changed.awaitNanos(left(begun, patience));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * How a wait ends now, if it does.
     *
     * @param begun when it began, by the clock
     */
    Optional<Outcome> outcome(long begun, Duration patience) {
        lock.lock();
        try {
            if (closedBy != null) {
                return Optional.of(Outcome.CLOSED);
            }
            if (left(begun, patience) > 0) {
                return Optional.empty();
            }
            return Optional.of(resting() ? Outcome.ANSWERED : Outcome.TIMED_OUT);
        } finally {
            lock.unlock();
        }
    }

    private boolean resting() {
        return !asked && responses.isEmpty() && tools.isEmpty() && !playing && !speaking;
    }

    /** How long nothing more may happen before the wait ends; only under the lock. */
    private long left(long begun, Duration patience) {
        long last = Math.max(lastChange, begun);
        if (resting()) {
            return last + SETTLED_NANOS - clock.getAsLong();
        }
        return (playing ? Math.max(last, soundUntil) : last)
                + patience.toNanos()
                - clock.getAsLong();
    }
}
