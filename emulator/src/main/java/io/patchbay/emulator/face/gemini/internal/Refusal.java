package io.patchbay.emulator.face.gemini.internal;

/** What the service cannot take: it knows no error message, it closes. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int INVALID = 1007;
    static final int POLICY = 1008;
    static final int FAILED = 1011;

    private static final String INVALID_ARGUMENT = "Request contains an invalid argument.";

    private final int code;
    private final String reason;

    Refusal(int code, String reason) {
        super(reason, null, false, false);
        this.code = code;
        this.reason = reason;
    }

    /** What the service says to most things that are wrong, such as a second setup. */
    static Refusal invalidArgument() {
        return new Refusal(INVALID, INVALID_ARGUMENT);
    }

    int code() {
        return code;
    }

    String reason() {
        return reason;
    }
}
