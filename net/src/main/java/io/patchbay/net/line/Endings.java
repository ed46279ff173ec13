package io.patchbay.net.line;

import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.Disclosure;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketClose.Initiator;
import org.jspecify.annotations.Nullable;

/**
 * Says in the session's words why a line ended or did not come about: one line for a person,
 * without a secret, whatever the other side wrote.
 *
 * @param disclosure what may be shown of what the server says
 */
record Endings(Disclosure disclosure) {

    /** Fatal errors of the OpenAI dialect: an {@code error} message, then this code. */
    private static final int FATAL_CLOSE = 4000;

    /** A server closes for a rule of its own; a second try would meet the same rule. */
    private static final int POLICY_VIOLATION = 1008;

    /** Why there is no connection. */
    CloseReason of(ConnectionException failure) {
        return disclosure.of(failure);
    }

    /** Why a connection that stood is over, when this side did not ask for it. */
    CloseReason of(WebSocketClose close, @Nullable ProviderError error) {
        if (error != null) {
            return of(error, close.code());
        }
        String said = disclosure.quote(close.reason());
        return new CloseReason(
                cause(close), close.code(), text(close, said.isEmpty() ? "" : ": " + said), null);
    }

    /** Why a line is over of which the provider has complained. */
    CloseReason of(ProviderError error, int code) {
        Cause cause =
                error.severity() == ProviderError.Severity.FATAL
                        ? Cause.FATAL
                        : code == WebSocketClose.GOING_AWAY ? Cause.EXPIRED : Cause.LOST;
        return new CloseReason(
                cause,
                code,
                "the provider ended the line: " + disclosure.quote(error.summary()),
                error);
    }

    private static Cause cause(WebSocketClose close) {
        int code = close.code();
        if (code == WebSocketClose.ABNORMAL) {
            return Cause.LOST;
        }
        if (close.initiator() != Initiator.REMOTE) {
            return Cause.PROTOCOL; // this side closed without being asked: a rule was broken
        }
        return switch (code) {
            case WebSocketClose.GOING_AWAY -> Cause.EXPIRED;
            case 1002, 1003, 1007, 1009, 1010 -> Cause.PROTOCOL;
            case POLICY_VIOLATION, FATAL_CLOSE -> Cause.FATAL;
            default -> Cause.REMOTE;
        };
    }

    private static String text(WebSocketClose close, String said) {
        if (close.code() == WebSocketClose.ABNORMAL) {
            return "the line was lost" + said;
        }
        return (close.initiator() == Initiator.REMOTE
                        ? "the server closed the line with "
                        : "the server broke the protocol; the line was closed with ")
                + close.code()
                + said;
    }
}
