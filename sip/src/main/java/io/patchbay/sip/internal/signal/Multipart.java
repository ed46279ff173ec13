package io.patchbay.sip.internal.signal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds a part in a body of many (RFC 2046 §5.1, RFC 5621). Bounded in parts and depth. */
final class Multipart {

    private static final int MOST_PARTS = 32;
    private static final int DEEPEST = 3;
    private static final int LONGEST_BOUNDARY = 70;

    private final String wanted;
    private int parts;

    private Multipart(String wanted) {
        this.wanted = wanted;
    }

    /**
     * The first part of type {@code wanted}, or the body itself when that is what it is.
     *
     * @throws MalformedException when the body is not what its type says, or has too many parts
     */
    static Optional<byte[]> find(MediaType type, byte[] body, String wanted) {
        byte[] found = new Multipart(wanted).find(type, body, 0);
        return Optional.ofNullable(found);
    }

    private byte @Nullable [] find(MediaType type, byte[] body, int depth) {
        if (type.is(wanted)) {
            return body;
        }
        if (!type.type().equals("multipart")) {
            return null;
        }
        String boundary = type.parameters().get("boundary");
        if (boundary == null || boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY) {
            throw new MalformedException("a body of many parts has no boundary");
        }
        if (depth == DEEPEST) {
            throw new MalformedException("parts of a body lie too deep");
        }
        // bytes as characters, one each: parts may be binary
        String text = new String(body, StandardCharsets.ISO_8859_1);
        String mark =
                "--"
                        + new String(
                                boundary.getBytes(StandardCharsets.UTF_8),
                                StandardCharsets.ISO_8859_1);
        int at = text.startsWith(mark) ? 0 : text.indexOf("\r\n" + mark) + 2;
        if (at == 1) {
            throw new MalformedException("a body of many parts has none");
        }
        while (true) {
            int start = at + mark.length();
            if (text.startsWith("--", start)) {
                return null;
            }
            int next = text.indexOf("\r\n" + mark, start);
            if (next < 0) {
                throw new MalformedException("a body of many parts has no end");
            }
            byte[] found = part(body, text, start, next, depth);
            if (found != null) {
                return found;
            }
            at = next + 2;
        }
    }

    private byte @Nullable [] part(byte[] body, String text, int from, int to, int depth) {
        if (++parts > MOST_PARTS) {
            throw new MalformedException("a body has more than " + MOST_PARTS + " parts");
        }
        int head = text.indexOf("\r\n", from);
        int end =
                head < 0
                        ? -1
                        : text.startsWith("\r\n\r\n", head) ? head : text.indexOf("\r\n\r\n", head);
        if (end < 0 || end > to) {
            throw new MalformedException("a part of a body has no head");
        }
        int start = Math.min(end + 4, to);
        String type = "text/plain";
        for (String field : text.substring(head, end).replaceAll("\r\n[ \t]+", " ").split("\r\n")) {
            int colon = field.indexOf(':');
            if (colon > 0
                    && HeaderNames.canonical(field.substring(0, colon).strip())
                            .equals("Content-Type")) {
                type = field.substring(colon + 1).strip();
            }
        }
        return find(MediaType.parse(type), Arrays.copyOfRange(body, start, to), depth + 1);
    }
}
