package io.patchbay.launcher;

/** The command line was understood but asks for something that cannot be; ends with exit code 2. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
