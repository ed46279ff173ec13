package io.patchbay.net.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Headers in their order; names are compared without case, and may occur more than once.
 *
 * <p>Immutable. {@link #toString()} shows names alone, since values may be credentials.
 */
public final class HttpHeaders {

    private static final HttpHeaders EMPTY = new HttpHeaders(List.of());

    private final List<Header> entries;

    private HttpHeaders(List<Header> entries) {
        this.entries = entries;
    }

    /**
     * One header line.
     *
     * @param name a token, in the spelling that travels
     * @param value without line breaks
     */
    public record Header(String name, String value) {

        /** Refuses what would break out of its line. */
        public Header {
            if (name.isEmpty() || !name.chars().allMatch(Header::isTokenChar)) {
                throw new IllegalArgumentException("not a header name: " + printable(name));
            }
            if (value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
                throw new IllegalArgumentException(
                        "the value of header " + name + " holds a control character");
            }
        }

        private static boolean isTokenChar(int c) {
            return c > ' ' && c < 0x7f && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0;
        }

        private static String printable(String name) {
            return name.replaceAll("[^ -~]", "?");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** No headers. */
    public static HttpHeaders none() {
        return EMPTY;
    }

    /**
     * Headers from names and values in turn.
     *
     * @throws IllegalArgumentException when a value is missing, a name is no token, or a value
     *     holds a line break
     */
    public static HttpHeaders of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("names and values come in pairs");
        }
        var all = new ArrayList<Header>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            all.add(new Header(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new HttpHeaders(List.copyOf(all));
    }

    /** Headers from lines in their order. */
    public static HttpHeaders of(List<Header> entries) {
        return entries.isEmpty() ? EMPTY : new HttpHeaders(List.copyOf(entries));
    }

    /** These headers and one more at the end. */
    public HttpHeaders with(String name, String value) {
        var all = new ArrayList<>(entries);
        all.add(new Header(name, value));
        return new HttpHeaders(List.copyOf(all));
    }

    /** The first value of the header. */
    public Optional<String> first(String name) {
        for (Header header : entries) {
            if (header.name().equalsIgnoreCase(name)) {
                return Optional.of(header.value());
            }
        }
        return Optional.empty();
    }

    /** All values of the header in their order; empty when it is missing. */
    public List<String> all(String name) {
        var values = new ArrayList<String>();
        for (Header header : entries) {
            if (header.name().equalsIgnoreCase(name)) {
                values.add(header.value());
            }
        }
        return List.copyOf(values);
    }

    /** Whether the header is there. */
    public boolean contains(String name) {
        return first(name).isPresent();
    }

    /** Every line in its order. */
    public List<Header> entries() {
        return entries;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HttpHeaders headers && headers.entries.equals(entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
