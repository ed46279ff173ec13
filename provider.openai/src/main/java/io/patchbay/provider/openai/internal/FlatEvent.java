package io.patchbay.provider.openai.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the members of an event that holds nothing but texts and numbers, as the frequent ones do,
 * without making anything of it. It is never wrong, only sometimes not sure: escapes where they
 * matter, nested values, doubled members or anything odd leave the event to the general reader.
 */
final class FlatEvent {

    /** Members that are told apart; the others are passed over. */
    private static final byte[][] MEMBERS = {
        ascii("type"),
        ascii("delta"),
        ascii("item_id"),
        ascii("response_id"),
        ascii("call_id"),
        ascii("content_index")
    };

    static final int TYPE = 0;
    static final int DELTA = 1;
    static final int ITEM_ID = 2;
    static final int RESPONSE_ID = 3;
    static final int CALL_ID = 4;
    private static final int CONTENT_INDEX = 5;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final int ODD = -1;
    private static final byte[] NOTHING = new byte[0];

    /** A delta this long is sound. */
    private static final int LONG = 512;

    /**
     * A member behind the delta shows its quotes within so many bytes of the end; one that does not
     * is noticed by whoever decodes the delta.
     */
    private static final int LOOK_BACK = 64;

    private final int[] starts = new int[CONTENT_INDEX];
    private final int[] ends = new int[CONTENT_INDEX];
    private byte[] bytes = NOTHING;
    private int end;
    private int contentIndex;
    private int seen;

    /**
     * Looks through an event.
     *
     * @return true when it is flat and all its members were found
     */
    boolean scan(byte[] source, int offset, int length) {
        bytes = source;
        end = offset + length;
        contentIndex = 0;
        seen = 0;
        Arrays.fill(starts, 0);
        Arrays.fill(ends, 0);
        int at = skipBlanks(offset);
        if (at >= end || bytes[at] != '{') {
            return false;
        }
        at = skipBlanks(at + 1);
        while (at < end && bytes[at] == '"') {
            at = member(at + 1);
            if (at < 0 || at >= end) {
                return false;
            }
            if (bytes[at] == '}') {
                return skipBlanks(at + 1) == end;
            }
            if (bytes[at] != ',') {
                return false;
            }
            at = skipBlanks(at + 1);
        }
        return false;
    }

    /** Lets go of the message. */
    void forget() {
        bytes = NOTHING;
    }

    boolean has(int member) {
        return (seen & 1 << member) != 0;
    }

    int start(int member) {
        return starts[member];
    }

    int length(int member) {
        return ends[member] - starts[member];
    }

    int contentIndex() {
        return contentIndex;
    }

    boolean is(int member, byte[] text) {
        return Arrays.equals(bytes, starts[member], ends[member], text, 0, text.length);
    }

    String text(int member) {
        return Json.text(bytes, starts[member], length(member));
    }

    /** Reads a name from behind its quote, and its value; answers where the comma or brace is. */
    private int member(int nameStart) {
        int nameEnd = textEnd(nameStart);
        if (nameEnd < 0) {
            return ODD;
        }
        int member = memberAt(nameStart, nameEnd);
        int at = skipBlanks(nameEnd + 1);
        if (at >= end || bytes[at] != ':') {
            return ODD;
        }
        at = skipBlanks(at + 1);
        if (at >= end || member >= 0 && has(member)) {
            return ODD;
        }
        byte first = bytes[at];
        int behind;
        if (first == '"') {
            behind = text(member, at + 1);
        } else if (first >= '0' && first <= '9') {
            behind = number(member, at);
        } else if (first == 'n' && member < 0 && word(at, "null")) {
            behind = at + 4;
        } else {
            return ODD;
        }
        if (behind < 0) {
            return ODD;
        }
        if (member >= 0) {
            seen |= 1 << member;
        }
        return skipBlanks(behind);
    }

    private int text(int member, int start) {
        int close = member == DELTA ? nextQuote(start) : textEnd(start);
        if (close < 0 || member == CONTENT_INDEX) {
            return ODD;
        }
        if (member >= 0) {
            starts[member] = start;
            ends[member] = close;
        }
        return close + 1;
    }

    private int number(int member, int start) {
        if (member >= 0 && member != CONTENT_INDEX) {
            return ODD;
        }
        int value = 0;
        int at = start;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            value = value * 10 + bytes[at++] - '0';
        }
        int digits = at - start;
        if (digits > 9 || digits > 1 && bytes[start] == '0') {
            return ODD;
        }
        if (member == CONTENT_INDEX) {
            contentIndex = value;
        }
        return at; // a fraction or exponent shows as something that is no comma
    }

    private boolean word(int at, String word) {
        if (at + word.length() > end) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (bytes[at + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int memberAt(int start, int close) {
        for (int i = 0; i < MEMBERS.length; i++) {
            byte[] name = MEMBERS[i];
            if (close - start == name.length
                    && bytes[start] == name[0]
                    && Arrays.equals(bytes, start, close, name, 0, name.length)) {
                return i;
            }
        }
        return ODD;
    }

    private int skipBlanks(int from) {
        int at = from;
        while (at < end
                && (bytes[at] == ' '
                        || bytes[at] == '\n'
                        || bytes[at] == '\r'
                        || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }

    /**
     * Whether the delta is free of escapes. It is only looked at for its quote when it is found: a
     * long one is sound, whose decoding notices the escape before a quote that is none.
     */
    boolean plainDelta() {
        return textEnd(starts[DELTA]) == ends[DELTA];
    }

    private int nextQuote(int from) {
        int last = end - 2;
        boolean ends = last - from >= LONG && bytes[end - 1] == '}';
        if (ends && textEnd(last - LOOK_BACK) == last) {
            return last; // as the provider writes it: the delta comes last
        }
        int at = from;
        while (at + 32 <= end) {
            long found =
                    zero((long) LONGS.get(bytes, at) ^ ONES * '"')
                            | zero((long) LONGS.get(bytes, at + 8) ^ ONES * '"')
                            | zero((long) LONGS.get(bytes, at + 16) ^ ONES * '"')
                            | zero((long) LONGS.get(bytes, at + 24) ^ ONES * '"');
            if (found != 0) {
                break;
            }
            at += 32;
        }
        while (at < end) {
            if (bytes[at] == '"') {
                return at;
            }
            at++;
        }
        return ODD;
    }

    /** The quote that ends a text, or {@link #ODD} when an escape or a control byte comes first. */
    private int textEnd(int from) {
        int at = from;
        while (at + 8 <= end) {
            long eight = (long) LONGS.get(bytes, at);
            long found =
                    zero(eight ^ ONES * '"')
                            | zero(eight ^ ONES * '\\')
                            | eight - ONES * 0x20 & ~eight & HIGHS;
            if (found != 0) {
                at += Long.numberOfTrailingZeros(found) >> 3;
                return bytes[at] == '"' ? at : ODD;
            }
            at += 8;
        }
        while (at < end) {
            byte b = bytes[at];
            if (b == '"') {
                return at;
            }
            if (b == '\\' || b >= 0 && b < 0x20) {
                return ODD;
            }
            at++;
        }
        return ODD;
    }

    /** Marks the bytes that are zero; the lowest mark is exact, and only that one is used. */
    private static long zero(long eight) {
        return eight - ONES & ~eight & HIGHS;
    }

    static byte[] ascii(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
