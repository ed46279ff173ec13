package io.patchbay.bench.internal.client;

/** A benchmark could not go on; the message is one line for people. */
public final class BenchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** For this reason. */
    public BenchException(String message, Throwable cause) {
        super(message, cause);
    }

    /** For this reason. */
    public BenchException(String message) {
        super(message);
    }
}
