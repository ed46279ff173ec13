package io.patchbay.sip.internal.signal;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A URI: of SIP with its parts (RFC 3261 §19.1), of another scheme as text. Immutable.
 *
 * <p>User, password, parameters and headers are kept as they are written, with their escapes.
 */
public final class SipUri {

    private static final String USER_MARKS = "-_.!~*'()&=+$,;?/";
    private static final String PASSWORD_MARKS = "-_.!~*'()&=+$,";
    private static final String URI_MARKS = "-_.!~*'()[]/:&+$;=";
    private static final String HEADER_MARKS = "-_.!~*'()[]/?:+$&=";
    private static final String OPAQUE_MARKS = "-_.!~*'();/?:@&=+$,#[]";

    private final String scheme;
    private final String opaque;
    private final @Nullable String user;
    private final @Nullable String password;
    private final String host;
    private final int port;
    private final Parameters parameters;
    private final @Nullable String headers;

    private SipUri(
            String scheme,
            String opaque,
            @Nullable String user,
            @Nullable String password,
            String host,
            int port,
            Parameters parameters,
            @Nullable String headers) {
        this.scheme = scheme;
        this.opaque = opaque;
        this.user = user;
        this.password = password;
        this.host = host;
        this.port = port;
        this.parameters = parameters;
        this.headers = headers;
    }

    /** One of SIP, without parameters; port 0 for none. */
    public static SipUri of(@Nullable String user, String host, int port) {
        String bracketed =
                host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        return new SipUri("sip", "", user, null, bracketed, port, Parameters.NONE, null);
    }

    /**
     * Reads a URI of any scheme.
     *
     * @throws MalformedException when it is none
     */
    public static SipUri parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new MalformedException("a URI has no scheme");
        }
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        for (int i = 0; i < scheme.length(); i++) {
            char c = scheme.charAt(i);
            boolean letter = c >= 'a' && c <= 'z';
            if (!letter && (i == 0 || !Scanner.isAlphanumeric(c) && "+-.".indexOf(c) < 0)) {
                throw new MalformedException("the scheme of a URI is none");
            }
        }
        String rest = text.substring(colon + 1);
        if (!scheme.equals("sip") && !scheme.equals("sips")) {
            if (rest.isEmpty()) {
                throw new MalformedException("a URI ends behind its scheme");
            }
            check(rest, OPAQUE_MARKS, "URI");
            return new SipUri(scheme, rest, null, null, "", 0, Parameters.NONE, null);
        }
        return ofSip(scheme, rest);
    }

    private static SipUri ofSip(String scheme, String rest) {
        String user = null;
        String password = null;
        int sign = rest.indexOf('@');
        if (sign >= 0) {
            user = rest.substring(0, sign);
            int colon = user.indexOf(':');
            if (colon >= 0) {
                password = user.substring(colon + 1);
                user = user.substring(0, colon);
                check(password, PASSWORD_MARKS, "password of a URI");
            }
            if (user.isEmpty()) {
                throw new MalformedException("the user of a URI is empty");
            }
            check(user, USER_MARKS, "user of a URI");
        }
        String headers = null;
        String address = rest.substring(sign + 1);
        int question = address.indexOf('?');
        if (question >= 0) {
            headers = address.substring(question + 1);
            address = address.substring(0, question);
            check(headers, HEADER_MARKS, "headers of a URI");
        }
        int semicolon = address.indexOf(';');
        Parameters parameters = Parameters.NONE;
        if (semicolon >= 0) {
            String text = address.substring(semicolon + 1);
            if (text.isEmpty()) {
                throw new MalformedException("a parameter of a URI has no name");
            }
            check(text, URI_MARKS, "parameters of a URI");
            parameters = Parameters.ofUri(text);
            address = address.substring(0, semicolon);
        }
        var in = new Scanner(address);
        String host = in.host();
        int port = 0;
        if (in.peek() == ':') {
            in.next();
            port = (int) in.number(65_535);
        }
        if (!in.atEnd()) {
            throw new MalformedException("the host of a URI is none");
        }
        return new SipUri(scheme, "", user, password, host, port, parameters, headers);
    }

    private static void check(String text, String marks, String what) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                if (i + 2 >= text.length()
                        || !Scanner.isHex(text.charAt(i + 1))
                        || !Scanner.isHex(text.charAt(i + 2))) {
                    throw new MalformedException("an escape in the " + what + " is none");
                }
            } else if (!Scanner.isAlphanumeric(c) && marks.indexOf(c) < 0 && c < 0x80) {
                throw new MalformedException("the " + what + " has a character it must not");
            }
        }
    }

    /** In lower case. */
    public String scheme() {
        return scheme;
    }

    /** Whether it is {@code sip:} or {@code sips:}. */
    public boolean isSip() {
        return opaque.isEmpty();
    }

    /** Whether it is {@code sips:}. */
    public boolean isSecure() {
        return scheme.equals("sips");
    }

    /** What follows the scheme, of one that is not SIP's. */
    public String opaque() {
        return opaque;
    }

    /** With its escapes. */
    public @Nullable String user() {
        return user;
    }

    /** Name or address, an IPv6 one in brackets; empty in other schemes. */
    public String host() {
        return host;
    }

    /** 0 when none is given. */
    public int port() {
        return port;
    }

    /** Of the URI itself, such as {@code transport} and {@code lr}. */
    public Parameters parameters() {
        return parameters;
    }

    /** What follows the question mark, with its escapes. */
    public @Nullable String headers() {
        return headers;
    }

    /** With a parameter, or another value of it. */
    public SipUri with(String parameter, @Nullable String value) {
        return new SipUri(
                scheme,
                opaque,
                user,
                password,
                host,
                port,
                parameters.with(parameter, value),
                headers);
    }

    /** Without parameter. */
    public SipUri without(String parameter) {
        Parameters fewer = parameters.without(parameter);
        return new SipUri(scheme, opaque, user, password, host, port, fewer, headers);
    }

    /** Without headers, as a Request-URI must be. */
    public SipUri withoutHeaders() {
        return new SipUri(scheme, opaque, user, password, host, port, parameters, null);
    }

    /** Takes the escapes out of a part of a URI. */
    public static String unescape(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        var out = new byte[in.length];
        int n = 0;
        for (int i = 0; i < in.length; i++) {
            int high = in[i] == '%' && i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(in[i + 2], 16) : -1;
            if (low >= 0) {
                out[n++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                out[n++] = in[i];
            }
        }
        return new String(out, 0, n, StandardCharsets.UTF_8);
    }

    /** Puts escapes into what is to be the user or a header's value in a URI. */
    public static String escape(String text) {
        var out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (Scanner.isAlphanumeric(c) || "-_.!~*'()+".indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return out.toString();
    }

    /**
     * Equality of §19.1.4 as far as user, host, port and scheme go; escapes are equal to what they
     * stand for.
     */
    public boolean sameAddress(SipUri that) {
        return scheme.equals(that.scheme)
                && opaque.equals(that.opaque)
                && Objects.equals(plain(user), plain(that.user))
                && host.equalsIgnoreCase(that.host)
                && port == that.port;
    }

    private static @Nullable String plain(@Nullable String text) {
        return text == null ? null : unescape(text);
    }

    /** As it is written, but for the case of the scheme. */
    @Override
    public String toString() {
        if (!isSip()) {
            return scheme + ":" + opaque;
        }
        var text = new StringBuilder(48).append(scheme).append(':');
        if (user != null) {
            text.append(user);
            if (password != null) {
                text.append(':').append(password);
            }
            text.append('@');
        }
        text.append(host);
        if (port > 0) {
            text.append(':').append(port);
        }
        text.append(parameters);
        if (headers != null) {
            text.append('?').append(headers);
        }
        return text.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SipUri that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }
}
