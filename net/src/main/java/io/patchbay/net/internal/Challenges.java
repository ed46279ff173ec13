package io.patchbay.net.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server or proxy wants of who asks (RFC 9110, section 11.6.1): the names of schemes. */
final class Challenges {

    private static final int MOST = 5;

    /** A text in quotes, which may hold anything. */
    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"");

    /**
     * A scheme stands at the beginning or behind a comma, and no equals sign stands behind it.
     * Longer words are no scheme that anybody knows.
     */
    private static final Pattern SCHEME =
            Pattern.compile(
                    "(?:^|,)[ \\t]*+([A-Za-z][A-Za-z0-9_-]{0,30}+)(?:[ \\t]++(?!=)|(?=,|$))");

    private Challenges() {}

    /** The schemes in these headers, each once, at most five. */
    static List<String> schemes(List<String> headers) {
        var schemes = new ArrayList<String>();
        for (String header : headers) {
            Matcher found = SCHEME.matcher(QUOTED.matcher(header).replaceAll("\"\""));
            while (found.find()) {
                String scheme = found.group(1);
                if (schemes.size() < MOST && !schemes.contains(scheme)) {
                    schemes.add(scheme);
                }
            }
        }
        return schemes;
    }
}
