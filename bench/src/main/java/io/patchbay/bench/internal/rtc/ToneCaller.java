package io.patchbay.bench.internal.rtc;

import java.util.Queue;

/** Who is in a call with the model that speaks in markers. */
public interface ToneCaller {

    /** 20 ms are over; always on the same thread. */
    void tick();

    /** How it speaks. */
    TonePhone phone();

    /** Whether the call stands. */
    boolean connected();

    /** What went wrong, to be taken. */
    Queue<String> complaints();

    /** Ends the call. */
    void hangUp();
}
