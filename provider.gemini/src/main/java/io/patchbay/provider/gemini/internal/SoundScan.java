package io.patchbay.provider.gemini.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the sound in a message that holds one piece of it and nothing else, as nearly all of them
 * do, without making anything of it. It is never wrong, only sometimes not sure: whatever looks
 * different is left to the general reader.
 *
 * <pre>
 * {"serverContent":{"modelTurn":{"parts":[{"inlineData":{"mimeType":"audio/pcm;rate=24000","data":"…"}}],"role":"model"}}}
 * </pre>
 */
final class SoundScan {

    private static final byte[] SERVER_CONTENT = ascii("\"serverContent\"");
    private static final byte[] MODEL_TURN = ascii("\"modelTurn\"");
    private static final byte[] PARTS = ascii("\"parts\"");
    private static final byte[] ROLE = ascii("\"role\"");
    private static final byte[] MODEL = ascii("\"model\"");
    private static final byte[] INLINE_DATA = ascii("\"inlineData\"");
    private static final byte[] MIME_TYPE = ascii("\"mimeType\"");
    private static final byte[] PCM_24K = ascii("\"audio/pcm;rate=24000\"");
    private static final byte[] DATA = ascii("\"data\"");

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final byte[] NOTHING = new byte[0];

    private byte[] bytes = NOTHING;
    private int at;
    private int end;
    private int start;
    private int close;

    /** Whether it is such a message; then {@link #start} and {@link #length} say where. */
    boolean scan(byte[] message, int offset, int length) {
        bytes = message;
        at = offset;
        end = offset + length;
        try {
            return eat('{')
                    && name(SERVER_CONTENT)
                    && eat('{')
                    && name(MODEL_TURN)
                    && eat('{')
                    && turn()
                    && eat('}')
                    && eat('}')
                    && eat('}')
                    && atEnd();
        } finally {
            bytes = NOTHING;
        }
    }

    /** Where the base64 of 24 kHz PCM16 begins. */
    int start() {
        return start;
    }

    int length() {
        return close - start;
    }

    private boolean turn() {
        if (name(ROLE)) {
            return word(MODEL) && eat(',') && name(PARTS) && parts();
        }
        return name(PARTS) && parts() && (!eat(',') || name(ROLE) && word(MODEL));
    }

    private boolean parts() {
        return eat('[')
                && eat('{')
                && name(INLINE_DATA)
                && eat('{')
                && sound()
                && eat('}')
                && eat('}')
                && eat(']');
    }

    private boolean sound() {
        if (name(MIME_TYPE)) {
            return word(PCM_24K) && eat(',') && name(DATA) && data();
        }
        return name(DATA) && data() && eat(',') && name(MIME_TYPE) && word(PCM_24K);
    }

    private boolean data() {
        if (!eat('"')) {
            return false;
        }
        start = at;
        close = quote();
        at = close + 1;
        return close >= 0; // an escape before it is noticed by whoever decodes
    }

    private int quote() {
        int here = at;
        while (here + 8 <= end) {
            long found = (long) LONGS.get(bytes, here) ^ ONES * '"';
            found = found - ONES & ~found & HIGHS;
            if (found != 0) {
                return here + (Long.numberOfTrailingZeros(found) >> 3);
            }
            here += 8;
        }
        while (here < end) {
            if (bytes[here] == '"') {
                return here;
            }
            here++;
        }
        return -1;
    }

    private boolean name(byte[] quoted) {
        return word(quoted) && eat(':');
    }

    private boolean word(byte[] quoted) {
        skipBlanks();
        int behind = at + quoted.length;
        if (behind > end || !Arrays.equals(bytes, at, behind, quoted, 0, quoted.length)) {
            return false;
        }
        at = behind;
        return true;
    }

    private boolean eat(char one) {
        skipBlanks();
        if (at < end && bytes[at] == one) {
            at++;
            return true;
        }
        return false;
    }

    private boolean atEnd() {
        skipBlanks();
        return at == end;
    }

    private void skipBlanks() {
        while (at < end
                && (bytes[at] == ' '
                        || bytes[at] == '\n'
                        || bytes[at] == '\r'
                        || bytes[at] == '\t')) {
            at++;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
