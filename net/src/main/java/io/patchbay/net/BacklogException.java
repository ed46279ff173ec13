package io.patchbay.net;

import java.io.IOException;

/** Something was not sent, because too much waits to be sent already. Nothing of it left. */
public final class BacklogException extends IOException {

    private static final long serialVersionUID = 1L;

    private final long pendingBytes;

    /**
     * Refuses one message.
     *
     * @param pendingBytes what waits, in bytes
     * @param bound the bound in bytes
     */
    public BacklogException(long pendingBytes, long bound) {
        super(
                "not sent: "
                        + pendingBytes
                        + " bytes wait to be written, the bound is "
                        + bound
                        + "; send slower or raise the bound");
        this.pendingBytes = pendingBytes;
    }

    /** What waited when this was refused, in bytes. */
    public long pendingBytes() {
        return pendingBytes;
    }

    /** Not filled in, so that refusing costs little. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
