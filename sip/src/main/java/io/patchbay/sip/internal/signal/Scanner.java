package io.patchbay.sip.internal.signal;

/**
 * Reads the pieces that header fields are made of (RFC 3261 §25.1) out of one unfolded value.
 *
 * <p>Folding is gone already, so LWS is a run of blanks and tabs.
 */
final class Scanner {

    private static final String TOKEN_MARKS = "-.!%*_+`'~";

    private final String text;
    private final int end;
    private int at;

    Scanner(String text) {
        this.text = text;
        this.end = text.length();
    }

    int position() {
        return at;
    }

    String since(int start) {
        return text.substring(start, at);
    }

    String rest() {
        return text.substring(at);
    }

    boolean atEnd() {
        return at >= end;
    }

    /** The next character, or NUL at the end. */
    char peek() {
        return at < end ? text.charAt(at) : '\0';
    }

    char next() {
        if (at >= end) {
            throw new MalformedException("a value ends too early");
        }
        return text.charAt(at++);
    }

    void skipSpace() {
        while (at < end && isSpace(text.charAt(at))) {
            at++;
        }
    }

    /** Takes {@code wanted} with the space around it, if it comes next. */
    boolean accept(char wanted) {
        int start = at;
        skipSpace();
        if (peek() == wanted && at < end) {
            at++;
            skipSpace();
            return true;
        }
        at = start;
        return false;
    }

    void expect(char wanted) {
        if (!accept(wanted)) {
            throw new MalformedException("'" + wanted + "' is missing");
        }
    }

    void expectEnd() {
        skipSpace();
        if (at < end) {
            throw new MalformedException("a value goes on where it should end");
        }
    }

    String token() {
        int start = at;
        while (at < end && isToken(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw new MalformedException("a token is missing");
        }
        return since(start);
    }

    /** A decimal number that is no greater than {@code max}. */
    long number(long max) {
        int start = at;
        long value = 0;
        while (at < end && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            value = value * 10 + (text.charAt(at++) - '0');
            if (value > max) {
                throw new MalformedException("a number is greater than " + max);
            }
        }
        if (at == start) {
            throw new MalformedException("a number is missing");
        }
        return value;
    }

    /** A quoted string, as it stands, with its quotes. */
    String quoted() {
        int start = at;
        if (next() != '"') {
            throw new MalformedException("a quote is missing");
        }
        while (true) {
            if (at >= end) {
                throw new MalformedException("a quoted string has no end");
            }
            char c = text.charAt(at++);
            if (c == '\\') {
                next();
            } else if (c == '"') {
                return since(start);
            } else if (isControl(c)) {
                throw new MalformedException("a control character stands in a quoted string");
            }
        }
    }

    /** What goes to the next of {@code stops}, or to the end. */
    String until(String stops) {
        int start = at;
        while (at < end && stops.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return since(start);
    }

    /** Host and port: a name, an IPv4 address or an IPv6 one in brackets. */
    String host() {
        int start = at;
        if (peek() == '[') {
            at++;
            while (at < end && isAddress(text.charAt(at))) {
                at++;
            }
            if (at - start < 3 || next() != ']') {
                throw new MalformedException("an IPv6 address has no ']'");
            }
            return since(start);
        }
        while (at < end && isHost(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw new MalformedException("a host is missing");
        }
        return since(start);
    }

    /** The value of a parameter as it stands: a token, a host or a quoted string. */
    String parameterValue() {
        if (peek() == '"') {
            return quoted();
        }
        int start = at;
        while (at < end && (isToken(text.charAt(at)) || "[]:/?@&=$#".indexOf(peek()) >= 0)) {
            at++;
        }
        if (at == start) {
            throw new MalformedException("a parameter's value is missing");
        }
        return since(start);
    }

    static boolean isToken(char c) {
        return isAlphanumeric(c) || TOKEN_MARKS.indexOf(c) >= 0;
    }

    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isToken(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean isAlphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    static boolean isHex(char c) {
        return c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' || c >= '0' && c <= '9';
    }

    static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    static boolean isControl(char c) {
        return c < ' ' && c != '\t' || c == 0x7f;
    }

    /** Host names have no underscore by the book, but in many places by habit. */
    private static boolean isHost(char c) {
        return isAlphanumeric(c) || c == '.' || c == '-' || c == '_';
    }

    private static boolean isAddress(char c) {
        return isHex(c) || c == ':' || c == '.' || c == '%';
    }

    /** The text of a quoted string without quotes and escapes; other text as it is. */
    static String unquote(String text) {
        if (text.length() < 2 || text.charAt(0) != '"') {
            return text;
        }
        var plain = new StringBuilder(text.length());
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() - 1) {
                c = text.charAt(++i);
            }
            plain.append(c);
        }
        return plain.toString();
    }

    /** A quoted string that says {@code text}; line ends and other controls become blanks. */
    static String quote(String text) {
        var quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(isControl(c) ? ' ' : c);
        }
        return quoted.append('"').toString();
    }
}
