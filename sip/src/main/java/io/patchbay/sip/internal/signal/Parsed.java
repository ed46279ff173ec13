package io.patchbay.sip.internal.signal;

import org.jspecify.annotations.Nullable;

/**
 * What a parser made of bytes: a message, or a refusal of it.
 *
 * @param message or null
 * @param refusal or null
 */
record Parsed(@Nullable SipMessage message, @Nullable Refusal refusal) {

    static Parsed of(SipMessage message) {
        Refusal refusal = WellFormed.check(message);
        return refusal == null ? new Parsed(message, null) : new Parsed(null, refusal);
    }

    static Parsed refused(Refusal refusal) {
        return new Parsed(null, refusal);
    }

    /** Reads a datagram (RFC 3261 §18.3); null for one without content, as keeps a way open. */
    static @Nullable Parsed datagram(byte[] bytes, int length) {
        int from = 0;
        while (from < length && (bytes[from] == '\r' || bytes[from] == '\n' || bytes[from] == 0)) {
            from++;
        }
        if (from == length) {
            return null;
        }
        int headEnd = SipHead.end(bytes, from, length);
        int bodyStart = headEnd < 0 ? length : headEnd;
        SipHead head = SipHead.read(bytes, from, bodyStart);
        int bodyEnd = length;
        if (head.contentLength() > length - bodyStart) {
            head.fail(new MalformedException("the body is shorter than its Content-Length"));
        } else if (head.contentLength() >= 0) {
            bodyEnd = bodyStart + (int) head.contentLength();
        }
        return head.with(bytes, bodyStart, bodyEnd);
    }
}
