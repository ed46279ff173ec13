package io.patchbay.sip.internal.signal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the body: start line and header fields (RFC 3261 §7), read once.
 *
 * <p>The first thing that is wrong is kept, and the rest read on: a request that is refused is
 * answered along its Via.
 */
final class SipHead {

    /** Longest message, head and body. */
    static final int MAX_MESSAGE = 65_536;

    /** How many header fields there may be. */
    static final int MAX_FIELDS = 256;

    /** Longest Request-URI; over it 414. */
    static final int MAX_URI = 8_192;

    private final String startLine;
    private final SipHeaders headers;
    private @Nullable MalformedException wrong;
    private long contentLength = -1;

    private SipHead(String startLine, SipHeaders headers, @Nullable MalformedException wrong) {
        this.startLine = startLine;
        this.headers = headers;
        this.wrong = wrong;
        readContentLength();
    }

    /**
     * Where the head ends: the index behind its blank line, or -1.
     *
     * @param from where to begin; a little before what was looked through already
     */
    static int end(byte[] bytes, int from, int to) {
        for (int i = Math.max(from, 0); i + 3 < to; i++) {
            if (bytes[i] == '\r'
                    && bytes[i + 1] == '\n'
                    && bytes[i + 2] == '\r'
                    && bytes[i + 3] == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    /**
     * Reads a head that goes from {@code from} to {@code to}, with its blank line if it has one.
     */
    static SipHead read(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        SipHeaders.Builder headers = SipHeaders.builder();
        MalformedException wrong =
                text.endsWith("\r\n\r\n") ? null : new MalformedException("the head has no end");
        int lineEnd = text.indexOf("\r\n");
        String startLine = lineEnd < 0 ? text : text.substring(0, lineEnd);
        int at = lineEnd < 0 ? text.length() : lineEnd + 2;
        while (at < text.length() && !text.startsWith("\r\n", at)) {
            int end = fieldEnd(text, at);
            MalformedException bad = readField(text, at, end, headers);
            wrong = wrong == null ? bad : wrong;
            if (headers.size() > MAX_FIELDS) {
                wrong = new MalformedException("there are more than " + MAX_FIELDS + " fields");
                break;
            }
            at = Math.min(text.length(), end + 2);
        }
        return new SipHead(startLine, headers.build(), wrong);
    }

    /** The line end behind which no folded line follows (§7.3.1). */
    private static int fieldEnd(String text, int from) {
        int end = text.indexOf("\r\n", from);
        while (end >= 0 && end + 2 < text.length() && Scanner.isSpace(text.charAt(end + 2))) {
            end = text.indexOf("\r\n", end + 2);
        }
        return end < 0 ? text.length() : end;
    }

    private static @Nullable MalformedException readField(
            String text, int from, int to, SipHeaders.Builder headers) {
        int colon = text.indexOf(':', from);
        if (colon < 0 || colon >= to) {
            return new MalformedException("a header field has no colon");
        }
        int nameEnd = colon;
        while (nameEnd > from && Scanner.isSpace(text.charAt(nameEnd - 1))) {
            nameEnd--;
        }
        String name = text.substring(from, nameEnd);
        if (!Scanner.isToken(name)) {
            return new MalformedException("the name of a header field is none");
        }
        String value = unfolded(text, colon + 1, to);
        headers.addRead(name, value);
        for (int i = 0; i < value.length(); i++) {
            if (Scanner.isControl(value.charAt(i)) && (i == 0 || value.charAt(i - 1) != '\\')) {
                return new MalformedException("a header field has a control character");
            }
        }
        return null;
    }

    private static String unfolded(String text, int from, int to) {
        String value = text.substring(from, to);
        if (value.indexOf("\r\n") >= 0) {
            value = joined(value);
        }
        int start = 0;
        int end = value.length();
        while (start < end && Scanner.isSpace(value.charAt(start))) {
            start++;
        }
        while (end > start && Scanner.isSpace(value.charAt(end - 1))) {
            end--;
        }
        // a line end that is none must not be written out again as one
        return value.substring(start, end).replace('\r', '\0').replace('\n', '\0');
    }

    /** Its lines as one, a single blank for each fold. By hand: patterns take quadratic time. */
    private static String joined(String value) {
        var joined = new StringBuilder(value.length());
        int at = 0;
        while (at < value.length()) {
            int lineEnd = value.indexOf("\r\n", at);
            int to = lineEnd < 0 ? value.length() : lineEnd;
            int start = at;
            while (at > 0 && start < to && Scanner.isSpace(value.charAt(start))) {
                start++;
            }
            joined.append(at > 0 ? " " : "").append(value, start, to);
            at = lineEnd < 0 ? value.length() : lineEnd + 2;
            int last = joined.length();
            while (lineEnd >= 0 && last > 0 && Scanner.isSpace(joined.charAt(last - 1))) {
                last--;
            }
            joined.setLength(last);
        }
        return joined.toString();
    }

    private void readContentLength() {
        for (String value : headers.fields("Content-Length")) {
            try {
                var in = new Scanner(value);
                long length = in.number(Long.MAX_VALUE / 100);
                in.expectEnd();
                if (contentLength >= 0) {
                    throw new MalformedException("Content-Length comes twice");
                }
                contentLength = length;
            } catch (MalformedException e) {
                contentLength = -2;
                fail(e);
                return;
            }
        }
    }

    /** Says what is wrong, unless something was already. */
    void fail(MalformedException what) {
        if (wrong == null) {
            wrong = what;
        }
    }

    /** Says what is wrong, whatever else is. */
    void failWith(MalformedException what) {
        wrong = what;
    }

    /** Whether it is the head of an answer. */
    boolean isAnswer() {
        return startLine.regionMatches(true, 0, "SIP/", 0, 4);
    }

    /** What Content-Length says; -1 when there is none, -2 when nobody can tell. */
    long contentLength() {
        return contentLength;
    }

    /** The message with its body, or why it is none. */
    Parsed with(byte[] bytes, int from, int to) {
        try {
            SipMessage message = read(Arrays.copyOfRange(bytes, from, to));
            if (wrong != null) {
                return Parsed.refused(Refusal.of(message, wrong.status(), wrong.reason()));
            }
            return Parsed.of(message);
        } catch (MalformedException e) {
            MalformedException first = wrong == null ? e : wrong;
            return Parsed.refused(
                    new Refusal(first.status(), first.reason(), method(), headers, null, ""));
        }
    }

    /** The method if this looks like a request at all. */
    private @Nullable String method() {
        int space = startLine.indexOf(' ');
        String first = space < 0 ? startLine : startLine.substring(0, space);
        return Scanner.isToken(first) && !isAnswer() ? first : null;
    }

    private SipMessage read(byte[] body) {
        if (isAnswer()) {
            return response(body);
        }
        int first = startLine.indexOf(' ');
        int last = startLine.lastIndexOf(' ');
        if (first < 1 || last <= first) {
            throw new MalformedException("the start line is none");
        }
        String method = startLine.substring(0, first);
        String uri = startLine.substring(first + 1, last);
        String version = startLine.substring(last + 1);
        if (!Scanner.isToken(method)) {
            throw new MalformedException("the method is no token");
        }
        if (!version.equalsIgnoreCase("SIP/2.0")) {
            boolean other = version.regionMatches(true, 0, "SIP/", 0, 4);
            throw new MalformedException(other ? 505 : 400, "the version is not SIP/2.0");
        }
        if (uri.length() > MAX_URI) {
            throw new MalformedException(414, "the Request-URI is longer than " + MAX_URI);
        }
        return new SipRequest(method, SipUri.parse(uri), headers, body);
    }

    private SipMessage response(byte[] body) {
        boolean shaped =
                startLine.length() >= 12
                        && startLine.regionMatches(true, 0, "SIP/2.0 ", 0, 8)
                        && startLine.charAt(11) == ' ';
        var in = new Scanner(shaped ? startLine.substring(8, 11) : "");
        int status = (int) in.number(699);
        in.expectEnd();
        if (status < 100) {
            throw new MalformedException("the status is none");
        }
        return new SipResponse(status, startLine.substring(12), headers, body);
    }
}
