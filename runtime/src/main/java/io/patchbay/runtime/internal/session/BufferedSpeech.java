package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.transport.TransportEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Makes an answer of the packets that a line brings all the time (RULES 18): silence between the
 * answers is nobody's speech, sound of an answer that was interrupted is not heard any more, and
 * the provider's news of its buffer say whose sound the rest is, and when it ends. Sound and news
 * come by different ways, so either may be a little earlier. On the loop; nothing is allocated per
 * frame.
 */
final class BufferedSpeech {
    /** What the far end's buffer sent last may still be on its way when the news of its end is. */
    private static final Duration TAIL = Duration.ofMillis(250);

    /** So long after a clearing old sound may still come out of a jitter buffer. */
    private static final long DEAF_NANOS = Duration.ofMillis(500).toNanos();

    /** A far end that tells nothing of its buffer has ended when it is silent for so long. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    /** A generated answer that does not begin to play within this never will. */
    private static final Duration UNPLAYED = Duration.ofSeconds(2);

    /** Nobody speaks faster: so much sound belongs to a letter at least, in milliseconds. */
    private static final int MILLIS_PER_LETTER = 55;

    private static final int REMEMBERED = 4;

    private enum State {
        /** Nothing plays. */
        QUIET,
        /** Sound came before the news that it would. */
        EARLY,
        /** The far end plays. */
        PLAYING,
        /** It has ended; the last packets are on their way. */
        TAIL,
        /** It was interrupted: nothing is heard until it begins anew. */
        SILENCED
    }

    /** An answer that was or will be spoken. */
    private static final class Answer {
        final String responseId;
        final String itemId;
        final Responses.@Nullable Active active;
        boolean spoken;
        boolean played;
        int letters;

        Answer(String responseId, String itemId, Responses.@Nullable Active active) {
            this.responseId = responseId;
            this.itemId = itemId;
            this.active = active;
        }
    }

    private final SessionParts parts;
    private final SessionCore core;
    private final boolean elsewhere;
    private final ArrayDeque<Answer> answers = new ArrayDeque<>(2);
    private final OwnedChunk owned = new OwnedChunk();
    private boolean named;
    private State state = State.QUIET;
    private @Nullable Answer current;
    private @Nullable Answer awaited;
    private boolean audible;
    private long lastLoud;
    private long deafUntil;
    private SerialLoop.@Nullable Timer timer;

    /**
     * On a line on which nothing was said yet.
     *
     * @param elsewhere whether its sound does not come here at all
     */
    BufferedSpeech(SessionCore core, SessionParts parts, boolean elsewhere) {
        this.core = core;
        this.parts = parts;
        this.elsewhere = elsewhere;
    }

    /** The line is gone. */
    void close() {
        stopTimer();
        awaited = null;
    }

    private boolean discarded(@Nullable String responseId) {
        return responseId != null && parts.interruptions.isDiscarded(responseId);
    }

    /** Whether the sound says by itself whose it is. */
    boolean named() {
        return named;
    }

    /** Whether an answer plays at the far end, or is about to. */
    boolean playing() {
        return awaited != null
                || state == State.EARLY
                || state == State.PLAYING
                || state == State.TAIL;
    }

    /** Whether an answer was generated to its end and has not begun to play. */
    boolean aboutToPlay() {
        return awaited != null;
    }

    /** The item of an answer that plays, or is about to; or null. */
    @Nullable String unfinished() {
        Answer now = current == null ? awaited : current;
        return playing() && now != null ? now.itemId : null;
    }

    /** Milliseconds of an item as its words have it, where only a part of it was received. */
    long totalMillis(String itemId, long receivedMillis) {
        for (Answer answer : answers) {
            if (answer.itemId.equals(itemId)) {
                return Math.max(receivedMillis, (long) answer.letters * MILLIS_PER_LETTER);
            }
        }
        return receivedMillis;
    }

    /** The response whose sound plays, although it is generated to its end; or null. */
    Responses.@Nullable Active owner() {
        Answer now = current;
        return now == null ? null : now.active;
    }

    // ---- sound

    /** What of a frame is to be heard, with its owner; null for nothing. */
    @Nullable AudioChunk admit(AudioChunk chunk) {
        if (named || chunk.responseId() != null || chunk.itemId() != null) {
            named = true;
            return chunk;
        }
        boolean loud = Loudness.audible(chunk);
        long now = core.clock.now();
        if (loud) {
            lastLoud = now;
        }
        if (state == State.SILENCED || state == State.QUIET && now < deafUntil) {
            core.counters.lateFrames += loud ? 1 : 0;
            return null;
        }
        if (!loud && (!audible || state == State.QUIET)) {
            return null;
        }
        if (state == State.QUIET) {
            Answer next = answers.peekLast();
            if (next == null || next.played || discarded(next.responseId)) {
                return chunk; // nobody's that we know of, but to be heard
            }
            begin(next, State.EARLY);
        } else if (state == State.EARLY && now - lastLoud > PAUSE_NANOS) {
            finish();
            return null;
        }
        audible = true;
        Answer speaking = current;
        return speaking == null ? chunk : owned.of(chunk, speaking.responseId, speaking.itemId);
    }

    private void begin(Answer answer, State how) {
        stopTimer();
        current = answer;
        answer.played = true;
        if (awaited == answer) {
            awaited = null;
        }
        state = how;
        audible = false;
    }

    // ---- news

    void event(TransportEvent event) {
        if (event instanceof TransportEvent.OutputItemAdded added) {
            if (added.item() instanceof Item.Message message && message.role() == Role.ASSISTANT) {
                announced(added.responseId(), message.id());
            }
        } else if (event instanceof TransportEvent.TranscriptDelta words) {
            Answer answer = of(words.responseId());
            if (answer != null) {
                answer.spoken = true;
                answer.letters += words.delta().length();
            }
        } else if (event instanceof TransportEvent.OutputBuffer buffer) {
            switch (buffer.state()) {
                case STARTED -> started(buffer.responseId());
                case STOPPED -> stopped();
                case CLEARED -> cleared();
                default -> {
                    return;
                }
            }
        }
    }

    private void announced(String responseId, String itemId) {
        if (of(responseId) != null) {
            return; // more items of one answer are played in one go
        }
        if (answers.size() >= REMEMBERED) {
            answers.pollFirst();
        }
        answers.addLast(new Answer(responseId, itemId, parts.responses.find(responseId)));
        if (state == State.SILENCED && core.clock.now() >= deafUntil && !discarded(responseId)) {
            state = State.QUIET; // a far end that tells nothing of its buffer
        }
    }

    private @Nullable Answer of(@Nullable String responseId) {
        if (responseId == null) {
            return answers.peekLast();
        }
        for (Answer answer : answers) {
            if (answer.responseId.equals(responseId)) {
                return answer;
            }
        }
        return null;
    }

    private void started(@Nullable String responseId) {
        Answer answer = of(responseId);
        if (discarded(answer == null ? responseId : answer.responseId)) {
            return; // its end was on the way
        }
        if (state == State.EARLY && current == answer) {
            state = State.PLAYING;
            return;
        }
        if (state != State.QUIET && state != State.SILENCED) {
            finish();
        }
        deafUntil = 0;
        if (answer == null) {
            current = null;
            state = State.PLAYING;
            audible = false;
        } else {
            begin(answer, State.PLAYING);
        }
        if (elsewhere) {
            heardElsewhere();
        }
    }

    /** The sound does not come here: the news alone tell of it. */
    private void heardElsewhere() {
        Answer now = current;
        audible = true;
        if (now != null && now.active != null) {
            parts.responses.audible(
                    now.active, owned.of(Silence.CHUNK, now.responseId, now.itemId));
        }
        parts.legs.playbackStarted(now == null ? null : now.itemId);
    }

    private void stopped() {
        if (state == State.SILENCED) {
            quiet(DEAF_NANOS);
        } else if (elsewhere) {
            finish();
        } else if (state == State.PLAYING || state == State.EARLY) {
            state = State.TAIL;
            timer = core.loop.schedule(this::finish, TAIL);
        }
    }

    private void cleared() {
        if (state != State.QUIET && state != State.SILENCED) {
            finish();
        }
        quiet(DEAF_NANOS);
    }

    private void quiet(long deafNanos) {
        state = State.QUIET;
        deafUntil = Math.max(deafUntil, core.clock.now() + deafNanos);
    }

    /** An answer has been played to its end, or as far as it will be. */
    private void finish() {
        stopTimer();
        Answer done = current;
        boolean heard = audible;
        state = State.QUIET;
        current = null;
        audible = false;
        if (done == null) {
            parts.legs.complete(null);
            return;
        }
        parts.legs.complete(done.responseId, null);
        parts.answered();
        if (heard && core.heard()) {
            core.emit(new SessionEvent.AudioStopped(core.stamp(), done.responseId, done.itemId));
        }
        if (elsewhere) {
            parts.legs.playbackEnded(done.itemId);
        } else if (!heard) {
            parts.legs.settled(done.itemId);
        }
    }

    void responseEnded(Responses.Active response, Response result) {
        Answer answer = of(response.id);
        if (answer == null
                || answer.played
                || !answer.spoken
                || result.status() != Response.Status.COMPLETED
                || discarded(response.id)) {
            return;
        }
        awaited = answer; // generated, and not begun to play
        core.loop.schedule(() -> unplayed(answer), UNPLAYED);
    }

    private void unplayed(Answer answer) {
        if (awaited == answer) {
            awaited = null;
            parts.legs.settled(answer.itemId);
        }
    }

    void interrupted() {
        boolean was = elsewhere && audible && current != null;
        Answer cut = current;
        stopTimer();
        current = null;
        awaited = null;
        audible = false;
        state = State.SILENCED;
        deafUntil = core.clock.now() + DEAF_NANOS;
        if (was && cut != null) {
            parts.legs.playbackEnded(cut.itemId);
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
