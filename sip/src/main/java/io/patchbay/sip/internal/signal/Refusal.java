package io.patchbay.sip.internal.signal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a message is not taken.
 *
 * @param status what a request is answered with
 * @param why for the log; says nothing of the content
 * @param method of the request; null for what is none, which is not answered
 * @param headers those that could be read
 * @param field a field for the answer, or null
 * @param value of that field
 */
record Refusal(
        int status,
        String why,
        @Nullable String method,
        SipHeaders headers,
        @Nullable String field,
        String value) {

    Refusal {
        Objects.requireNonNull(why, "why");
        Objects.requireNonNull(headers, "headers");
    }

    static Refusal of(SipMessage message, int status, String why) {
        return of(message, status, why, null, "");
    }

    static Refusal of(
            SipMessage message, int status, String why, @Nullable String field, String value) {
        String method = message instanceof SipRequest request ? request.method() : null;
        return new Refusal(status, why, method, message.headers(), field, value);
    }

    /** The answer. */
    SipResponse answer() {
        SipResponse.Builder answer = SipResponse.answering(headers, status, Reasons.of(status));
        if (field != null) {
            answer.set(field, value);
        }
        return answer.build();
    }
}
