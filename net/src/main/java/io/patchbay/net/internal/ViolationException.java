package io.patchbay.net.internal;

import java.io.IOException;

/** The other side broke the WebSocket protocol or a bound; the code says how to close. */
final class ViolationException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int closeCode;
    private final String how;

    ViolationException(int closeCode, String message) {
        super(message);
        this.closeCode = closeCode;
        this.how = message;
    }

    int closeCode() {
        return closeCode;
    }

    /** What the other side did. */
    String how() {
        return how;
    }

    /** Not filled in: the other side must not make this one spend. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
