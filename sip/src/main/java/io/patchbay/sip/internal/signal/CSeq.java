package io.patchbay.sip.internal.signal;

import java.util.Objects;

/**
 * The place of a request in its dialog (RFC 3261 §20.16).
 *
 * @param number less than 2^31
 * @param method of the request
 */
public record CSeq(long number, String method) {

    /** Checks for null. */
    public CSeq {
        Objects.requireNonNull(method, "method");
    }

    /**
     * Reads one.
     *
     * @throws MalformedException when it is none
     */
    public static CSeq parse(String text) {
        var in = new Scanner(text);
        in.skipSpace();
        long number = in.number(Integer.MAX_VALUE);
        if (!Scanner.isSpace(in.peek())) {
            throw new MalformedException("a CSeq has no method");
        }
        in.skipSpace();
        String method = in.token();
        in.expectEnd();
        return new CSeq(number, method);
    }

    /** As it is written. */
    @Override
    public String toString() {
        return number + " " + method;
    }
}
