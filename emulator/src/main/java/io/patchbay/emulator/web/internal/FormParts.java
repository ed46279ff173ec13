package io.patchbay.emulator.web.internal;

import io.patchbay.emulator.protocol.internal.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a {@code multipart/form-data} body by name. */
final class FormParts {
    private static final int MAX_PARTS = 16;
    private static final int MAX_HEAD_BYTES = 4 << 10;
    private static final Pattern BOUNDARY =
            Pattern.compile("(?i);\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))");
    private static final Pattern NAME =
            Pattern.compile(
                    "(?im)^content-disposition:\\s*form-data\\s*;(?:[^\\r\\n]*;)?\\s*name=(?:\"([^\"]*)\"|([^\\s;\"]+))");
    private static final byte[] BLANK_LINE = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private FormParts() {}

    /**
     * Splits a body.
     *
     * @param contentType with its boundary
     * @throws ProtocolException if it is no form, or has too many parts
     */
    static Map<String, byte[]> read(String contentType, byte[] body) {
        Matcher found = BOUNDARY.matcher(contentType);
        if (!found.find()) {
            throw bad("The content type names no boundary.");
        }
        String boundary = found.group(1) != null ? found.group(1) : found.group(2);
        byte[] delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        Map<String, byte[]> parts = new LinkedHashMap<>();
        // the first delimiter may stand at the very beginning
        int at =
                startsWith(body, 0, delimiter, 2)
                        ? delimiter.length - 2
                        : after(body, 0, delimiter);
        while (at >= 0 && !closes(body, at)) {
            int head = find(body, at, BLANK_LINE);
            int end = head < 0 ? -1 : find(body, head + BLANK_LINE.length, delimiter);
            if (end < 0 || head - at > MAX_HEAD_BYTES) {
                throw bad("A part of the form does not end, or its headers are too long.");
            }
            if (parts.size() == MAX_PARTS) {
                throw bad("The form has more than " + MAX_PARTS + " parts.");
            }
            parts.put(
                    name(new String(body, at, head - at, StandardCharsets.UTF_8)),
                    Arrays.copyOfRange(body, head + BLANK_LINE.length, end));
            at = end + delimiter.length;
        }
        if (at < 0) {
            throw bad("The boundary of the content type is not in the body.");
        }
        return parts;
    }

    private static String name(String head) {
        Matcher name = NAME.matcher(head);
        if (!name.find()) {
            throw bad("A part of the form has no name.");
        }
        return name.group(1) != null ? name.group(1) : name.group(2);
    }

    private static boolean closes(byte[] body, int at) {
        return at + 1 < body.length && body[at] == '-' && body[at + 1] == '-';
    }

    private static int after(byte[] body, int from, byte[] wanted) {
        int at = find(body, from, wanted);
        return at < 0 ? -1 : at + wanted.length;
    }

    private static int find(byte[] body, int from, byte[] wanted) {
        for (int at = from; at <= body.length - wanted.length; at++) {
            if (startsWith(body, at, wanted, 0)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] body, int at, byte[] wanted, int skipped) {
        int length = wanted.length - skipped;
        return at + length <= body.length
                && Arrays.equals(body, at, at + length, wanted, skipped, wanted.length);
    }

    private static ProtocolException bad(String message) {
        return ProtocolException.invalid("invalid_form", message, null);
    }
}
