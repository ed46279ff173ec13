package io.patchbay.rtc;

/** Where a peer connection stands. */
public enum RtcState {
    /** Nothing was negotiated yet. */
    NEW,
    /** A path is looked for, keys are exchanged. */
    CONNECTING,
    /** Sound and text flow. */
    CONNECTED,
    /** The path does not answer; it may come back by itself. */
    DISCONNECTED,
    /** There is no path, or the keys did not match. */
    FAILED,
    /** Over. */
    CLOSED
}
