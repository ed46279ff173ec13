package io.patchbay.emulator.speech;

/** A speech engine could not do what was asked. */
public class SpeechException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Without a cause.
     *
     * @param message what went wrong, without content of a call
     */
    public SpeechException(String message) {
        super(message);
    }

    /**
     * With a cause.
     *
     * @param message what went wrong, without content of a call
     * @param cause what the engine threw
     */
    public SpeechException(String message, Throwable cause) {
        super(message, cause);
    }
}
