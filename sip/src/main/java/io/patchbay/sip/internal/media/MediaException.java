package io.patchbay.sip.internal.media;

/** A session description that cannot be met. */
public final class MediaException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** With the SIP status that says so: 400 malformed, 415 not SDP, 488 not acceptable. */
    public MediaException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The SIP status. */
    public int status() {
        return status;
    }
}
