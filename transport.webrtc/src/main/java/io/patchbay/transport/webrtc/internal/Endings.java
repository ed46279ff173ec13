package io.patchbay.transport.webrtc.internal;

import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.Disclosure;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.rtc.RtcException;
import java.util.Objects;

/**
 * Says in the session's words why a line ended or did not come about: one line for a person,
 * without a secret, whatever the other side wrote.
 *
 * @param disclosure what may be shown of what the far end says
 */
record Endings(Disclosure disclosure) {

    /** Nobody gets through without a person's doing. */
    CloseReason fatal(String text) {
        return new CloseReason(Cause.FATAL, 0, disclosure.clean(text), null);
    }

    /** It may work another time. */
    CloseReason lost(String text) {
        return new CloseReason(Cause.LOST, 0, disclosure.clean(text), null);
    }

    /** Why the offer was not answered. */
    CloseReason ofPost(Throwable failure) {
        if (failure instanceof ConnectionException refusal) {
            CloseReason reason = disclosure.of(refusal);
            return new CloseReason(
                    reason.cause(),
                    reason.code(),
                    "the offer could not be posted: " + reason.text(),
                    null);
        }
        return lost("the offer could not be posted");
    }

    /** Why the offer was answered with a refusal. */
    CloseReason of(HttpResponse answer) {
        int status = answer.status();
        String said = disclosure.quote(ErrorBody.message(answer.text()));
        String text =
                status >= 300 && status < 400
                        ? "the calls endpoint answered "
                                + status
                                + ", a redirect, which is not"
                                + " followed with a credential; give the address it leads to"
                        : "the calls endpoint answered " + status + advice(status);
        return new CloseReason(
                Disclosure.refusal(status),
                status,
                text + (said.isEmpty() ? "" : "; it said: " + said),
                null);
    }

    private static String advice(int status) {
        return switch (status) {
            case 401, 403 -> "; check the key";
            case 404, 405 -> "; check the address";
            case 429 -> ", too many requests";
            default -> "";
        };
    }

    /** Why the link is over, or never came to be. */
    CloseReason of(RtcException failure) {
        Cause cause =
                switch (failure.kind()) {
                    case UNAVAILABLE -> Cause.FATAL;
                    case DESCRIPTION, CODEC, SECURITY -> Cause.PROTOCOL;
                    case PATH, TIMEOUT -> Cause.LOST;
                    case CLOSED -> Cause.REMOTE;
                };
        String text = Objects.requireNonNullElse(failure.getMessage(), "the link is over");
        return new CloseReason(cause, 0, disclosure.quote(text), null);
    }

    /** Why a line is over of which the provider has complained. */
    CloseReason of(ProviderError error) {
        Cause cause = error.severity() == ProviderError.Severity.FATAL ? Cause.FATAL : Cause.LOST;
        return new CloseReason(
                cause,
                0,
                "the provider ended the line: " + disclosure.quote(error.summary()),
                error);
    }
}
