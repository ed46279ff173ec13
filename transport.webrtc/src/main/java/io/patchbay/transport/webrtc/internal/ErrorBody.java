package io.patchbay.transport.webrtc.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words in a refusal: {@code error.message} where the body is the usual JSON, else the body. It
 * is read for people alone, so no more of JSON is understood than a string.
 */
final class ErrorBody {

    private static final int LONGEST = 8 << 10;

    private static final Pattern MESSAGE =
            Pattern.compile("\"message\"\\s*:\\s*\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"");

    private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9a-fA-F]{4}|.)");

    private ErrorBody() {}

    static String message(String body) {
        String start = body.length() <= LONGEST ? body : body.substring(0, LONGEST);
        Matcher found = MESSAGE.matcher(start);
        if (!start.stripLeading().startsWith("{") || !found.find()) {
            return start;
        }
        return ESCAPE.matcher(found.group(1))
                .replaceAll(escape -> Matcher.quoteReplacement(character(escape.group(1))));
    }

    private static String character(String escape) {
        return switch (escape.charAt(0)) {
            case 'u' ->
                    escape.length() == 5
                            ? String.valueOf((char) Integer.parseInt(escape.substring(1), 16))
                            : "u";
            case 'n', 'r', 't', 'b', 'f' -> " ";
            default -> escape;
        };
    }
}
