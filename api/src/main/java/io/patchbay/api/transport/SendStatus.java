package io.patchbay.api.transport;

/** What became of a frame of caller's sound. */
public enum SendStatus {
    /** It is on its way. */
    ACCEPTED,
    /**
     * The outgoing queue is full; the frame was not taken. {@link TransportListener#onWritable()}
     * tells when to go on.
     */
    BACKLOG,
    /** There is no connection; the frame was not taken. */
    NOT_CONNECTED,
    /** This link carries no sound from here, or is muted; the frame was not taken. */
    NOT_CARRIED
}
