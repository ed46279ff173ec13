package io.patchbay.sip.internal.signal;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One hop of a request (RFC 3261 §20.42).
 *
 * @param transport in upper case, such as {@code UDP}
 * @param host where answers go, an IPv6 address in brackets
 * @param port of it, 0 when none is given
 * @param parameters such as {@code branch}
 */
public record Via(String transport, String host, int port, Parameters parameters) {

    /** How branches begin that are unique (§8.1.1.7). */
    public static final String COOKIE = "z9hG4bK";

    /** Checks for null. */
    public Via {
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(parameters, "parameters");
    }

    /**
     * Reads one.
     *
     * @throws MalformedException when it is none
     */
    public static Via parse(String text) {
        var in = new Scanner(text);
        in.skipSpace();
        String protocol = in.token();
        in.expect('/');
        String version = in.token();
        in.expect('/');
        String transport = in.token().toUpperCase(Locale.ROOT);
        if (!protocol.equalsIgnoreCase("SIP") || !version.equals("2.0")) {
            throw new MalformedException("a Via is not of SIP/2.0");
        }
        if (!Scanner.isSpace(in.peek())) {
            throw new MalformedException("a Via has no space before its host");
        }
        in.skipSpace();
        String host = in.host();
        int port = 0;
        if (in.accept(':')) {
            port = (int) in.number(65_535);
        }
        Parameters parameters = Parameters.scan(in);
        in.expectEnd();
        return new Via(transport, host, port, parameters);
    }

    /** The branch, or null. */
    public @Nullable String branch() {
        return parameters.get("branch");
    }

    /** Whether the branch is one of RFC 3261, which is unique. */
    public boolean hasUniqueBranch() {
        String branch = branch();
        return branch != null
                && branch.length() > COOKIE.length()
                && branch.regionMatches(true, 0, COOKIE, 0, COOKIE.length());
    }

    /** Host and port for comparisons. */
    public String sentBy() {
        return host.toLowerCase(Locale.ROOT) + ":" + port;
    }

    /** With this parameter. */
    public Via with(String parameter, @Nullable String value) {
        return new Via(transport, host, port, parameters.with(parameter, value));
    }

    /** Without this parameter. */
    public Via without(String parameter) {
        return new Via(transport, host, port, parameters.without(parameter));
    }

    /** As it is written. */
    @Override
    public String toString() {
        return "SIP/2.0/" + transport + " " + host + (port > 0 ? ":" + port : "") + parameters;
    }
}
