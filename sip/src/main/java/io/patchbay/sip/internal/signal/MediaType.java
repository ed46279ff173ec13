package io.patchbay.sip.internal.signal;

import java.util.Locale;
import java.util.Objects;

/**
 * What a body is, or may be (RFC 3261 §20.1, §20.15).
 *
 * @param type in lower case, {@code *} for any
 * @param subtype in lower case, {@code *} for any
 * @param parameters such as {@code boundary}
 */
public record MediaType(String type, String subtype, Parameters parameters) {

    /** Checks for null. */
    public MediaType {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(subtype, "subtype");
        Objects.requireNonNull(parameters, "parameters");
    }

    /**
     * Reads one.
     *
     * @throws MalformedException when it is none
     */
    public static MediaType parse(String text) {
        var in = new Scanner(text);
        in.skipSpace();
        String type = in.token().toLowerCase(Locale.ROOT);
        in.expect('/');
        String subtype = in.token().toLowerCase(Locale.ROOT);
        Parameters parameters = Parameters.scan(in);
        in.expectEnd();
        return new MediaType(type, subtype, parameters);
    }

    /** Whether it is {@code name}, such as {@code application/sdp}. */
    public boolean is(String name) {
        return (type + "/" + subtype).equalsIgnoreCase(name);
    }

    /** Whether it, perhaps with a star, covers {@code name}. */
    public boolean covers(String name) {
        return type.equals("*")
                || subtype.equals("*") && name.toLowerCase(Locale.ROOT).startsWith(type + "/")
                || is(name);
    }

    /** As it is written. */
    @Override
    public String toString() {
        return type + "/" + subtype + parameters;
    }
}
