package io.patchbay.sip;

/** Something that was asked of a call or a door did not come about. */
public class SipException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** With the SIP status that says why, or 0. */
    public SipException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The SIP status that says why, or 0 where there was no answer. */
    public int status() {
        return status;
    }
}
