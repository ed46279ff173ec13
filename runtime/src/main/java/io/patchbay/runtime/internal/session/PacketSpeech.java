package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionEvent.InterruptionCause;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import org.jspecify.annotations.Nullable;

/**
 * Has the speech of a line put together where the line brings packets, or nothing but news; on all
 * others it costs next to nothing. On the loop.
 */
final class PacketSpeech implements Follower {
    private final SessionCore core;
    private final SessionParts parts;
    private @Nullable BufferedSpeech speech;

    PacketSpeech(SessionCore core, SessionParts parts) {
        this.core = core;
        this.parts = parts;
    }

    @Override
    public void lineOpened(Line line) {
        lineGone();
        TransportCapabilities.Media media = line.carriage.media();
        if (line.carriage.providerOutputBuffer() && media != TransportCapabilities.Media.MESSAGES) {
            speech =
                    new BufferedSpeech(core, parts, media == TransportCapabilities.Media.ELSEWHERE);
        }
    }

    @Override
    public void lineGone() {
        BufferedSpeech old = speech;
        speech = null;
        if (old != null) {
            old.close();
        }
    }

    /** Whether the far end, and not the sound, says when an answer has ended. */
    boolean on() {
        BufferedSpeech now = speech;
        return now != null && !now.named();
    }

    /** Whether an answer plays at the far end, or is about to. */
    boolean playing() {
        BufferedSpeech now = speech;
        return now != null && now.playing();
    }

    /** Whether an answer was generated to its end and has not begun to play. */
    boolean aboutToPlay() {
        BufferedSpeech now = speech;
        return now != null && now.aboutToPlay();
    }

    /** The item of an answer that plays, or is about to; or null. */
    @Nullable String unfinished() {
        BufferedSpeech now = speech;
        return now == null ? null : now.unfinished();
    }

    /** Milliseconds of an item as its words have it, where only a part of it was received. */
    long totalMillis(String itemId, long receivedMillis) {
        BufferedSpeech now = speech;
        return now == null ? receivedMillis : now.totalMillis(itemId, receivedMillis);
    }

    /** The response whose sound plays, although it is generated to its end; or null. */
    Responses.@Nullable Active owner() {
        BufferedSpeech now = speech;
        return now == null ? null : now.owner();
    }

    /** What of a frame is to be heard, with its owner; null for nothing. */
    @Nullable AudioChunk admit(AudioChunk chunk) {
        BufferedSpeech now = speech;
        return now == null ? chunk : now.admit(chunk);
    }

    @Override
    public void event(TransportEvent event) {
        BufferedSpeech now = speech;
        if (now != null) {
            now.event(event);
        }
    }

    @Override
    public void responseEnded(Responses.Active response, Response result) {
        BufferedSpeech now = speech;
        if (now != null) {
            now.responseEnded(response, result);
        }
    }

    @Override
    public void interrupted(InterruptionCause cause) {
        BufferedSpeech now = speech;
        if (now != null) {
            now.interrupted();
        }
    }
}
