package io.patchbay.runtime.internal.session;

/** Why a line was not made: nobody offers its transport, or its provider, now. */
final class MissingPlug extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingPlug(String message) {
        super(message, null, false, false);
    }

    /** Whether it failed for want of a plug, rather than at somebody. */
    static boolean isWhy(Throwable failure) {
        return failure instanceof MissingPlug || failure.getCause() instanceof MissingPlug;
    }
}
