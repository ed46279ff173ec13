package io.patchbay.api.transport;

/** A queue is full: what was to be sent was not taken. */
public final class BacklogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says how much waits. */
    public BacklogException(long pendingBytes) {
        super(
                "the line's outgoing queue is full: "
                        + pendingBytes
                        + " bytes wait; send less, or wait until it is writable");
    }
}
