package io.patchbay.console.internal.watch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that a request asks for (RFC 9110, section 14): one range of bytes. Several,
 * and what is no range, get the whole file, as the standard allows.
 *
 * @param status 200 for the whole, 206 for a part, 416 for a part that is not there
 * @param from the first byte
 * @param length how many
 */
record ByteRange(int status, long from, long length) {

    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    static ByteRange of(@Nullable String header, long size) {
        Matcher one = header == null ? null : ONE.matcher(header.strip());
        if (one == null || !one.matches() || one.group(1).isEmpty() && one.group(2).isEmpty()) {
            return new ByteRange(200, 0, size);
        }
        if (one.group(1).isEmpty()) {
            long last = Math.min(size, Long.parseLong(one.group(2)));
            return last == 0 ? none() : new ByteRange(206, size - last, last);
        }
        long from = Long.parseLong(one.group(1));
        long to = one.group(2).isEmpty() ? size - 1 : Long.parseLong(one.group(2));
        if (to < from && !one.group(2).isEmpty()) {
            return new ByteRange(200, 0, size);
        }
        if (from >= size) {
            return none();
        }
        return new ByteRange(206, from, Math.min(to, size - 1) - from + 1);
    }

    private static ByteRange none() {
        return new ByteRange(416, 0, 0);
    }

    String header(long size) {
        return "bytes " + from + "-" + (from + length - 1) + "/" + size;
    }
}
