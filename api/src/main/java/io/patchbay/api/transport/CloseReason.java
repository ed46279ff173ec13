package io.patchbay.api.transport;

import io.patchbay.api.provider.ProviderError;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a link or leg is over.
 *
 * @param cause who or what ended it
 * @param code the WebSocket close code, SIP status or the like; 0 where there is none
 * @param text one line for a person
 * @param error what the provider said before, or null
 */
public record CloseReason(Cause cause, int code, String text, @Nullable ProviderError error) {

    /** Who or what ended it. */
    public enum Cause {
        /** This side asked for it. */
        LOCAL,
        /** The far end closed in order. */
        REMOTE,
        /** The connection broke: no closing handshake, no sign of life. */
        LOST,
        /** The provider's limit of time was reached. */
        EXPIRED,
        /** The far end broke the protocol, or a bound. */
        PROTOCOL,
        /**
         * Nobody will get through without a person doing something: key, quota, account, address.
         */
        FATAL
    }

    /** Asked for by the application. */
    public static final CloseReason NORMAL = new CloseReason(Cause.LOCAL, 1000, "closed", null);

    /** Checks for null. */
    public CloseReason {
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(text, "text");
    }

    /** Whether a new connection may succeed without anybody doing anything. */
    public boolean retryable() {
        return cause == Cause.LOST
                || cause == Cause.EXPIRED
                || (cause == Cause.REMOTE && code != 4000);
    }
}
