package io.patchbay.audio;

import java.io.IOException;

/**
 * A file or stream is not sound that Patchbay can read. The message says what is wrong with it and
 * what to do, fit for the person who named the file.
 */
public final class InvalidAudioException extends IOException {

    private static final long serialVersionUID = 1L;

    /** An exception with a message for people. */
    public InvalidAudioException(String message) {
        super(message);
    }
}
