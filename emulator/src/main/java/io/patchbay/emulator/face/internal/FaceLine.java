package io.patchbay.emulator.face.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.emulator.session.internal.Services;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * The two ends that an {@link Interpreter} has in its hands: the client's connection and the
 * session. From {@link Interpreter#opened} on; all methods on the connection's loop, none blocks.
 * After the end of the connection they do nothing.
 */
public interface FaceLine {

    /** The connection's loop. */
    SerialLoop loop();

    /** What the emulator consists of: options, clock, counters. */
    Services services();

    /**
     * Begins the session: it tells {@code session.created} before this returns. Its sound is PCM16
     * at 24 kHz both ways, and its turns are detected, until a {@code session.update} says
     * otherwise.
     *
     * @param model whatever the client named
     * @throws IllegalStateException if there is a session already
     */
    void begin(String model);

    /**
     * Has the session tell what it says a sentence at a time, each before its sound: for providers
     * that do so.
     *
     * @throws IllegalStateException before {@link #begin}
     */
    void sentencesFirst();

    /** Whether the session has begun. */
    boolean begun();

    /**
     * Sends a client event to the session.
     *
     * @param event of OpenAI's protocol; answered by events, errors by {@code error} events
     * @throws IllegalStateException before {@link #begin}
     */
    void send(ObjectNode event);

    /**
     * Gives the session sound of the caller, as its input format says; what is no whole sample is
     * kept there.
     *
     * @param sound becomes the session's
     * @throws IllegalStateException before {@link #begin}
     */
    void append(byte[] sound);

    /** The items of the session's conversation as JSON, in order, without sound; none before it. */
    List<String> conversation();

    /** Sends a text frame to the client. */
    void text(ObjectNode frame);

    /** Sends a text frame to the client, whatever it says. */
    void text(byte[] utf8);

    /**
     * Sends a binary frame to the client.
     *
     * @param frame may be recorded, so it must not change any more
     */
    void binary(byte[] frame);

    /** Counts an error that was told to the client without the session's knowing. */
    void countError();

    /** Closes with a closing handshake; the session ends. */
    void close(int code, String reason);

    /** Drops the connection; the session ends. */
    void abort();
}
