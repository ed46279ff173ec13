package io.patchbay.net.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A route's path, taken apart: literal segments, {@code {name}}, and a trailing {@code *}. */
final class PathPattern {

    /** A dot or two on their own, or a character that ends names below Java. */
    private static final Pattern CLIMBS = Pattern.compile("(^|[/\\\\])\\.\\.?($|[/\\\\])|\0");

    private final List<String> segments;
    private final boolean prefix;
    private final int literals;

    /**
     * Takes a path apart.
     *
     * @throws IllegalArgumentException when it is malformed
     */
    PathPattern(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a route's path begins with a slash: " + path);
        }
        List<String> parts = split(path);
        prefix = parts.get(parts.size() - 1).equals("*");
        segments = prefix ? parts.subList(0, parts.size() - 1) : parts;
        int count = 0;
        for (String segment : segments) {
            boolean opens = segment.startsWith("{");
            if (opens != segment.endsWith("}") || segment.equals("{}") || segment.contains("*")) {
                throw new IllegalArgumentException(
                        "a route's path has literal segments, {name}, and * at its end: " + path);
            }
            count += opens ? 0 : 1;
        }
        literals = count;
    }

    private static List<String> split(String path) {
        var parts = new ArrayList<String>();
        int from = 1;
        for (int slash = path.indexOf('/', 1); slash >= 0; slash = path.indexOf('/', from)) {
            parts.add(path.substring(from, slash));
            from = slash + 1;
        }
        parts.add(path.substring(from));
        return parts;
    }

    /** Orders patterns that match the same path: the higher fits better. */
    int weight() {
        return literals * 2 + (prefix ? 0 : 1);
    }

    /** The parameters when the decoded path matches, else null. */
    @Nullable Map<String, String> match(List<String> path) {
        if (prefix ? path.size() <= segments.size() : path.size() != segments.size()) {
            return null;
        }
        Map<String, String> parameters = Map.of();
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (!segment.startsWith("{")) {
                if (!segment.equals(path.get(i))) {
                    return null;
                }
            } else if (path.get(i).isEmpty()) {
                return null;
            } else {
                if (parameters.isEmpty()) {
                    parameters = new HashMap<>();
                }
                parameters.put(segment.substring(1, segment.length() - 1), path.get(i));
            }
        }
        return parameters;
    }

    /**
     * The segments of a raw path, decoded one by one so that an encoded slash stays inside.
     *
     * @throws IllegalArgumentException when it cannot be decoded, or climbs: {@code .} and {@code
     *     ..}, which clients resolve before they ask, encoded or behind an encoded slash
     */
    static List<String> segments(String rawPath) {
        var decoded = new ArrayList<String>();
        for (String raw : split(rawPath)) {
            String segment = Percent.decode(raw);
            if (CLIMBS.matcher(segment).find()) {
                throw new IllegalArgumentException("a step to another folder");
            }
            decoded.add(segment);
        }
        return decoded;
    }
}
