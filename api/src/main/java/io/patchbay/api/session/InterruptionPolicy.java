package io.patchbay.api.session;

/**
 * What happens when the caller speaks while the agent does.
 *
 * @param mode who may interrupt
 */
public record InterruptionPolicy(Mode mode) {

    /**
     * The server cancels at once when it hears speech, or we do where it does not say that it does;
     * what was heard is reported to it. A {@link TurnDetection} whose {@code interruptResponse} is
     * false turns this off.
     */
    public static final InterruptionPolicy IMMEDIATE = new InterruptionPolicy(Mode.IMMEDIATE);

    /** Speech never interrupts; only {@link RealtimeSession#interrupt()} does. */
    public static final InterruptionPolicy NEVER = new InterruptionPolicy(Mode.NEVER);

    /** Who may interrupt. */
    public enum Mode {
        /** Any speech. */
        IMMEDIATE,
        /** The application only. */
        NEVER
    }
}
