package io.patchbay.transport.websocket.internal;

import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketClose.Initiator;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says in the session's words why a line ended or did not come about: one line for a person,
 * without a secret, whatever the other side wrote.
 *
 * @param endpoint where the line led; its secrets are blanked out of what the server says
 */
record Endings(Endpoint endpoint) {

    /** Fatal errors of the OpenAI dialect: an {@code error} message, then this code. */
    private static final int FATAL_CLOSE = 4000;

    /** A server closes for a rule of its own; a second try would meet the same rule. */
    private static final int POLICY_VIOLATION = 1008;

    private static final int LONGEST_QUOTE = 300;

    /** Shorter keys are blanked out only where they stand alone. */
    private static final int LEAST_SECRET = 8;

    /** Why there is no connection. */
    CloseReason of(ConnectionException failure) {
        int status = failure.status().orElse(0);
        String said = quote(failure.body());
        String text =
                Objects.requireNonNullElse(failure.getMessage(), "no connection")
                        + (said.isEmpty() ? "" : "; it said: " + said);
        return new CloseReason(cause(failure.kind(), status), status, clean(text), null);
    }

    private static Cause cause(ConnectionException.Kind kind, int status) {
        return switch (kind) {
            case INVALID, PLAIN, TLS -> Cause.FATAL;
            case DNS, REFUSED, UNREACHABLE, TIMEOUT, CLOSED -> Cause.LOST;
            case PROTOCOL, TOO_LARGE -> Cause.PROTOCOL;
            case HTTP_STATUS, PROXY -> temporary(status) ? Cause.REMOTE : Cause.FATAL;
        };
    }

    /** Whether the same request may succeed later; so may one that got no status at all. */
    private static boolean temporary(int status) {
        return status == 0 || status == 408 || status == 425 || status == 429 || status >= 500;
    }

    /** Why a connection that stood is over, when this side did not ask for it. */
    CloseReason of(WebSocketClose close, @Nullable ProviderError error) {
        if (error != null) {
            return of(error, close.code());
        }
        String said = quote(close.reason());
        return new CloseReason(
                cause(close), close.code(), text(close, said.isEmpty() ? "" : ": " + said), null);
    }

    /** The same error, whose words do not repeat a key that was sent. */
    ProviderError clean(ProviderError error) {
        String code = error.code();
        String param = error.param();
        return new ProviderError(
                blank(error.type()),
                code == null ? null : blank(code),
                blank(error.message()),
                param == null ? null : blank(param),
                error.commandId(),
                error.severity());
    }

    /** Why a line is over of which the provider has complained. */
    CloseReason of(ProviderError error, int code) {
        Cause cause =
                error.severity() == ProviderError.Severity.FATAL
                        ? Cause.FATAL
                        : code == WebSocketClose.GOING_AWAY ? Cause.EXPIRED : Cause.LOST;
        return new CloseReason(
                cause, code, "the provider ended the line: " + quote(error.summary()), error);
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

    /** What somebody else wrote, as a part of one line. */
    private String quote(String words) {
        String line = clean(words);
        return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…";
    }

    /** One line without secrets. */
    String clean(String words) {
        return blank(words.replaceAll("[\\p{Cntrl}\\s]+", " ").strip());
    }

    private String blank(String words) {
        String line = words;
        for (Secret secret : endpoint.secretHeaders().values()) {
            line = without(line, revealed(secret));
        }
        for (String subprotocol : endpoint.subprotocols()) {
            // some providers take a key there, behind a dot
            int dot = subprotocol.indexOf('.');
            line = dot < 0 ? line : without(line, subprotocol.substring(dot + 1));
        }
        return line;
    }

    private static String without(String line, String secret) {
        String token = secret.substring(secret.lastIndexOf(' ') + 1);
        if (token.length() >= LEAST_SECRET) {
            return line.replace(token, "***");
        }
        // nobody's real key, but "test" must not eat the middle of "latest"
        return token.isEmpty()
                ? line
                : line.replaceAll("(?<![\\w-])" + Pattern.quote(token) + "(?![\\w-])", "***");
    }

    private static String revealed(Secret secret) {
        try {
            return secret.reveal();
        } catch (IllegalStateException wiped) {
            return "";
        }
    }
}
