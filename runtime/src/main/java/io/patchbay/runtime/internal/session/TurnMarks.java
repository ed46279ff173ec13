package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.transport.TransportEvent;
import org.jspecify.annotations.Nullable;

/**
 * Where the caller's turns lie in his sound, so that a new line gets again what no turn holds, and
 * no more. While nobody speaks only the last moments are kept where the server notices speech, as
 * it may be about to. On the loop.
 */
final class TurnMarks implements Follower {
    /** Longer than any provider takes to notice speech, its padding included. */
    private static final long NOTICE_MILLIS = 2_000;

    private final Configuration configuration;
    private final HeldAudio audio;
    private final AudioFormat format;
    private long lineStart;
    private long speechFrom = -1;
    private long speechTo = -1;
    private @Nullable String turn;
    private long turnFrom;
    private long turnTo;
    private boolean turnKnown = true;
    private boolean noticed;
    private boolean noticedStale = true;

    TurnMarks(Configuration configuration, HeldAudio audio, AudioFormat format) {
        this.configuration = configuration;
        this.audio = audio;
        this.format = format;
    }

    AudioFormat format() {
        return format;
    }

    /** A line stands; it counts its sound from the oldest that waits. */
    void opened() {
        lineStart = audio.taken();
        speechFrom = -1;
        speechTo = -1;
    }

    /**
     * The line is gone.
     *
     * @return how many bytes the next one gets again
     */
    long lost() {
        return audio.again(open());
    }

    /** From where no turn holds the sound. */
    private long open() {
        if (speechFrom >= 0) {
            return speechFrom;
        }
        if (noticedStale) {
            noticed = configuration.noticesSpeech();
            noticedStale = false;
        }
        return noticed ? Math.max(turnTo, audio.taken() - format.bytes(NOTICE_MILLIS)) : turnTo;
    }

    /** The line has taken a frame. */
    void took() {
        audio.forget(turnKnown ? open() : Math.min(turnFrom, open()));
    }

    /** The sound of the last turn, where its words are not known yet. */
    @Nullable AudioClip turn(String itemId) {
        return itemId.equals(turn) ? audio.clip(format, turnFrom, turnTo) : null;
    }

    @Override
    public void event(TransportEvent event) {
        noticedStale = true; // it may be about the configuration
        if (event instanceof TransportEvent.SpeechStarted e) {
            speechFrom = at(e.audioStartMillis());
            speechTo = -1;
        } else if (event instanceof TransportEvent.SpeechStopped e) {
            speechTo = at(e.audioEndMillis());
        } else if (event instanceof TransportEvent.InputCommitted e) {
            committed(e.itemId());
        } else if (event instanceof TransportEvent.InputTranscriptDone e
                && e.itemId().equals(turn)) {
            turnKnown = true;
        } else if (event instanceof TransportEvent.InputCleared) {
            speechFrom = -1;
            turnTo = audio.taken();
            turnKnown = true;
        }
    }

    private long at(long millis) {
        return Math.min(audio.taken(), lineStart + format.bytes(millis));
    }

    private void committed(String itemId) {
        turn = itemId;
        turnFrom = speechFrom >= 0 ? speechFrom : turnTo;
        turnTo = Math.max(turnFrom, speechTo >= 0 ? speechTo : audio.taken());
        turnKnown = false;
        speechFrom = -1;
        speechTo = -1;
    }
}
