package io.patchbay.bench.internal.rtc;

import java.nio.ByteBuffer;

/** What carries one line between the model and its client, at the model's end. On its loop. */
interface ToneWire {

    /** Sends an event. */
    void send(String json);

    /** Whether sound travels beside the events and is paced and kept by this side. */
    boolean media();

    /**
     * Sends 20 ms of the model's sound, where {@link #media()}.
     *
     * @param pcm PCM16, 24 kHz, mono
     */
    void sound(ByteBuffer pcm);

    /** Drops sound that has not left, where {@link #media()}. */
    void flush();

    /** Ends it. */
    void close();
}
