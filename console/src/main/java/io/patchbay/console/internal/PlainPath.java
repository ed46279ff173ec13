package io.patchbay.console.internal;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which paths can be read in one way only. Jetty refuses the others before anybody sees them,
 * unless an operator says otherwise (setting {@code org.eclipse.jetty.UriComplianceMode}).
 */
final class PlainPath {

    static final String REFUSAL =
            "the path is ambiguous: it must be without ';', empty and dot segments, and encoded slashes, backslashes, dots, percent signs and control characters";

    /** What RFC 3986 lets stand in a path but for ';', and harmless bytes that are encoded. */
    private static final Pattern PLAIN =
            Pattern.compile(
                    "(?:[A-Za-z0-9._~!$&'()*+,=:@/-]|%(?!2[5EeFf]|5[Cc]|[01]|7[Ff])[0-9A-Fa-f]{2})*+");

    private static final List<String> DOTS = List.of(".", "..");

    private PlainPath() {}

    /** Whether a path, as it was sent, means one thing to everybody. */
    static boolean is(String path) {
        return path.startsWith("/")
                && PLAIN.matcher(path).matches()
                && !path.contains("//")
                && Arrays.stream(path.split("/")).noneMatch(DOTS::contains);
    }
}
