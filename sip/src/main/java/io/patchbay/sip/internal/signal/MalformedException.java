package io.patchbay.sip.internal.signal;

/**
 * Something that is no SIP, or breaks a bound. It says what is wrong, never what was sent, and has
 * no stack: strangers cause it as often as they like.
 */
public final class MalformedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;

    /** With 400. */
    public MalformedException(String message) {
        this(400, message);
    }

    /** With the status that a request is answered with. */
    public MalformedException(int status, String message) {
        super(message);
        this.reason = message;
        this.status = status;
    }

    /** The status for an answer, if one is due. */
    public int status() {
        return status;
    }

    /** What is wrong. */
    public String reason() {
        return reason;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
