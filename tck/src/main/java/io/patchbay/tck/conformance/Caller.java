package io.patchbay.tck.conformance;

import java.time.Duration;

/**
 * The far end of a caller leg under test, on this machine: someone who calls, speaks and listens.
 * Sound is handed over in the leg's own formats, whatever travels on the wire.
 */
public interface Caller {

    /** Speaks: sound in the leg's input format, in pieces of any size. Does not wait. */
    void say(byte[] sound) throws Exception;

    /** All that this caller has heard so far, in the format of the leg's sink. */
    byte[] heard();

    /** Ends the call in order. */
    void hangUp() throws Exception;

    /** Breaks the call: no word of farewell. */
    void vanish() throws Exception;

    /** Whether the call is over for this caller within {@code patience}: refused, or ended. */
    boolean isGone(Duration patience) throws Exception;
}
