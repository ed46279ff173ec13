package io.patchbay.api.session;

/** Where a session stands. */
public enum SessionState {
    /** Not yet connected. */
    NEW,
    /** Its first line is being made. */
    CONNECTING,
    /** It has a line to a model. */
    CONNECTED,
    /** Its line was lost and is being made again, or moved. */
    RECONNECTING,
    /** It lives without a line to a model. */
    PARKED,
    /** Over. */
    CLOSED
}
