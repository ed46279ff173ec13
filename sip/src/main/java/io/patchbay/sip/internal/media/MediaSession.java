package io.patchbay.sip.internal.media;

import io.patchbay.audio.PacedSound;
import io.patchbay.sip.SipStatistics;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * The sound of one call: sockets, session descriptions by offer and answer (RFC 3264), packets. On
 * the call's loop.
 */
public interface MediaSession {

    /** A first offer, or a new one as things stand. */
    String offer();

    /**
     * A new offer that puts the far end on hold ({@code sendonly}), or takes it back. It takes
     * effect with {@link #accept}.
     */
    String offer(boolean hold);

    /**
     * Takes an offer, first or new, and makes the answer. Sound flows as agreed from now on.
     *
     * @throws MediaException when nothing can be agreed on (488) or it is malformed (400)
     */
    String answer(String offer) throws MediaException;

    /** Takes the answer to what was offered last, or another one to it. */
    void accept(String answer) throws MediaException;

    /** Takes back what was offered last; all stays as it was. */
    void reject();

    /** Sound may leave: the call was answered. Before, packets are neither sent nor handed on. */
    void start();

    int sampleRate();

    String codec();

    boolean encrypted();

    PacedSound out();

    /** As {@link io.patchbay.sip.SipCall#sendDtmf}; fails when the far end has no such packets. */
    CompletionStage<Void> sendDtmf(String keys);

    /** Whether the far end takes keys in packets. */
    boolean takesDtmf();

    SipStatistics statistics();

    /** Frees the sockets. Nothing is told after it. */
    void close();

    /** Hears of sound, on the loop. */
    interface Listener {
        void onAudio(ByteBuffer frame);

        void onSoundWritable();

        void onSoundSent();

        void onDtmf(char key);

        void onHold(boolean on);

        /** No packet came for longer than is allowed, or the sockets broke. */
        void onLost(String reason);
    }
}
