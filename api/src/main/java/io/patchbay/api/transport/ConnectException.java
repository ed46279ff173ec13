package io.patchbay.api.transport;

import java.util.Objects;

/**
 * A connect that failed. The message is one line that says what is wrong and what to do; it holds
 * no secret.
 */
public final class ConnectException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient CloseReason reason;

    /**
     * A failure with its reason; the reason's text is the message.
     *
     * @param cause what was thrown below, or null
     */
    public ConnectException(
            CloseReason reason, @org.jspecify.annotations.Nullable Throwable cause) {
        super(Objects.requireNonNull(reason, "reason").text(), cause);
        this.reason = reason;
    }

    /** Why it failed. */
    public CloseReason reason() {
        return reason;
    }
}
