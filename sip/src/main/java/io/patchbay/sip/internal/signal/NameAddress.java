package io.patchbay.sip.internal.signal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The value of From, To, Contact, Route, Refer-To and their like (RFC 3261 §20.10).
 *
 * @param displayName without quotes; null when there is none
 * @param uri whose
 * @param parameters of the field, not of the URI
 */
public record NameAddress(@Nullable String displayName, SipUri uri, Parameters parameters) {

    /** Checks for null. */
    public NameAddress {
        Objects.requireNonNull(uri, "uri");
        Objects.requireNonNull(parameters, "parameters");
    }

    /** An address alone. */
    public static NameAddress of(SipUri uri) {
        return new NameAddress(null, uri, Parameters.NONE);
    }

    /**
     * Reads one.
     *
     * @throws MalformedException when it is none
     */
    public static NameAddress parse(String text) {
        var in = new Scanner(text);
        in.skipSpace();
        String name = null;
        if (in.peek() == '"') {
            name = Scanner.unquote(in.quoted());
            in.skipSpace();
            if (in.peek() != '<') {
                throw new MalformedException("'<' is missing behind a display name");
            }
        } else if (in.peek() != '<') {
            int bracket = text.indexOf('<');
            if (bracket < 0) {
                return bare(in);
            }
            name = words(in.until("<"));
        }
        in.next();
        SipUri uri = SipUri.parse(in.until(">"));
        if (in.atEnd()) {
            throw new MalformedException("'>' is missing");
        }
        in.next();
        Parameters parameters = Parameters.scan(in);
        in.expectEnd();
        return new NameAddress(name, uri, parameters);
    }

    /** Without brackets, what follows a semicolon belongs to the field (§20). */
    private static NameAddress bare(Scanner in) {
        SipUri uri = SipUri.parse(in.until("; \t"));
        if (uri.headers() != null) {
            throw new MalformedException("a URI with '?' stands outside of '<>'");
        }
        Parameters parameters = Parameters.scan(in);
        in.expectEnd();
        return new NameAddress(null, uri, parameters);
    }

    private static @Nullable String words(String text) {
        String name = text.strip();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            // beyond ASCII is no token either, but some phones send it so
            if (!Scanner.isToken(c) && !Scanner.isSpace(c) && c < 0x80) {
                throw new MalformedException("a display name needs quotes");
            }
        }
        return name.isEmpty() ? null : name;
    }

    /** The tag of From or To. */
    public @Nullable String tag() {
        return parameters.get("tag");
    }

    /** With this tag. */
    public NameAddress withTag(String tag) {
        return new NameAddress(displayName, uri, parameters.with("tag", tag));
    }

    /** With this parameter. */
    public NameAddress with(String parameter, @Nullable String value) {
        return new NameAddress(displayName, uri, parameters.with(parameter, value));
    }

    /** As it is written. */
    @Override
    public String toString() {
        return (displayName == null ? "" : Scanner.quote(displayName) + " ")
                + "<"
                + uri
                + ">"
                + parameters;
    }
}
