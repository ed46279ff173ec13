package io.patchbay.transport.twilio.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the sound in a {@code media} message without making anything of the rest: such a message
 * comes every 20 ms. What is not written plainly (escapes, structures where none belong) it leaves
 * to a JSON parser. One thread at a time; allocates nothing.
 */
final class MediaScan {

    private static final byte[] EVENT = ascii("event");
    private static final byte[] MEDIA = ascii("media");
    private static final byte[] TRACK = ascii("track");
    private static final byte[] OUTBOUND = ascii("outbound");
    private static final byte[] PAYLOAD = ascii("payload");
    private static final byte[] TIMESTAMP = ascii("timestamp");
    private static final int LONGEST_NUMBER = 15;

    private byte[] bytes = new byte[0];
    private int at;
    private int end;

    /** The string that was read last. */
    private int from;

    private int length;

    private boolean media;
    private boolean inbound;
    private int payloadFrom;
    private int payloadLength;
    private long timestamp;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether this is a media message that is plainly written. */
    boolean read(byte[] message, int offset, int count) {
        bytes = message;
        at = offset;
        end = offset + count;
        media = false;
        inbound = true;
        payloadFrom = -1;
        timestamp = -1;
        if (!next('{')) {
            return false;
        }
        do {
            if (!string() || !member()) {
                return false;
            }
        } while (next(','));
        return next('}') && blank() && media && payloadFrom >= 0;
    }

    private boolean member() {
        boolean event = is(EVENT);
        boolean sound = is(MEDIA);
        if (!next(':')) {
            return false;
        }
        if (event) {
            media = string() && is(MEDIA);
            return media;
        }
        return sound ? sound() : scalar();
    }

    private boolean sound() {
        if (!next('{')) {
            return false;
        }
        do {
            if (!string()) {
                return false;
            }
            boolean track = is(TRACK);
            boolean payload = is(PAYLOAD);
            boolean time = is(TIMESTAMP);
            if (!next(':') || !(payload ? string() : scalar())) {
                return false;
            }
            if (track) {
                inbound = !is(OUTBOUND);
            } else if (payload) {
                payloadFrom = from;
                payloadLength = length;
            } else if (time) {
                timestamp = digits(bytes, from, length);
            }
        } while (next(','));
        return next('}');
    }

    /** A whole number in plain digits that no computation overflows; -1 for anything else. */
    static long digits(byte[] text, int from, int length) {
        if (length < 1 || length > LONGEST_NUMBER) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < from + length; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private boolean is(byte[] name) {
        return Arrays.equals(bytes, from, from + length, name, 0, name.length);
    }

    private boolean blank() {
        while (at < end && (bytes[at] == ' ' || bytes[at] >= '\t' && bytes[at] <= '\r')) {
            at++;
        }
        return at == end;
    }

    private boolean next(char wanted) {
        if (blank() || bytes[at] != wanted) {
            return false;
        }
        at++;
        return true;
    }

    /** A string without escapes. */
    private boolean string() {
        if (!next('"')) {
            return false;
        }
        from = at;
        while (at < end && bytes[at] != '"') {
            if (bytes[at] == '\\' || bytes[at] >= 0 && bytes[at] < ' ') {
                return false;
            }
            at++;
        }
        length = at - from;
        return next('"');
    }

    /** A string, or something without quotes. */
    private boolean scalar() {
        if (blank()) {
            return false;
        }
        if (bytes[at] == '"') {
            return string();
        }
        from = at;
        while (at < end && bytes[at] > ' ' && ",:{}[]\"\\".indexOf(bytes[at]) < 0) {
            at++;
        }
        length = at - from;
        return length > 0;
    }

    /** Whether it is the caller's sound, and not ours come back. */
    boolean inbound() {
        return inbound;
    }

    /** Milliseconds of the stream at which the sound begins; -1 when the message does not say. */
    long timestamp() {
        return timestamp;
    }

    /** Where in the message its base64 begins. */
    int payloadFrom() {
        return payloadFrom;
    }

    /** How many characters of base64 there are. */
    int payloadLength() {
        return payloadLength;
    }
}
