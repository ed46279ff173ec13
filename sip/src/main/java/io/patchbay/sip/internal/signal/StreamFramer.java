package io.patchbay.sip.internal.signal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into messages by their Content-Length (RFC 3261 §18.3), and answers the pings
 * between them (RFC 5626 §4.4.1). Memory grows with what has come, never with what a length says.
 */
final class StreamFramer {

    private static final int FIRST_SIZE = 2_048;
    private static final int LARGEST_KEPT = 16_384;

    private final Consumer<Parsed> messages;
    private final Runnable ping;

    private byte[] bytes = new byte[FIRST_SIZE];
    private int start;
    private int end;
    private int searched;
    private int lineEnds;
    private boolean broken;

    private @Nullable SipHead head;
    private int bodyStart;

    /**
     * A framer of one connection.
     *
     * @param messages takes each message, and at last perhaps what ended the stream
     * @param ping called for two line ends between messages
     */
    StreamFramer(Consumer<Parsed> messages, Runnable ping) {
        this.messages = messages;
        this.ping = ping;
    }

    /** Takes bytes; false when nobody can tell any more where the next message begins. */
    boolean read(ByteBuffer data) {
        while (data.hasRemaining() && !broken) {
            int room = Math.min(data.remaining(), SipHead.MAX_MESSAGE - (end - start));
            reserve(room);
            data.get(bytes, end, room);
            end += room;
            cut();
            if (!broken && end - start >= SipHead.MAX_MESSAGE) {
                tooLong();
            }
        }
        return !broken;
    }

    /** Whether a message has begun and is not there yet. */
    boolean isWithin() {
        return end > start;
    }

    /** Bytes of memory that are held. */
    int room() {
        return bytes.length;
    }

    private void reserve(int room) {
        if (end + room <= bytes.length) {
            return;
        }
        int kept = end - start;
        int size = bytes.length;
        while (size < kept + room) {
            size *= 2;
        }
        byte[] to = size == bytes.length ? bytes : new byte[size];
        System.arraycopy(bytes, start, to, 0, kept);
        bytes = to;
        searched -= start;
        bodyStart -= start;
        start = 0;
        end = kept;
    }

    private void cut() {
        while (!broken) {
            if (head == null && !findHead()) {
                break;
            }
            SipHead found = head;
            if (found == null || !takeMessage(found)) {
                break;
            }
        }
        if (start == end) {
            start = 0;
            end = 0;
            searched = 0;
            if (bytes.length > LARGEST_KEPT) {
                bytes = new byte[FIRST_SIZE];
            }
        }
    }

    private boolean findHead() {
        skipLineEnds();
        int headEnd = SipHead.end(bytes, Math.max(start, searched - 3), end);
        searched = end;
        if (headEnd < 0) {
            return false;
        }
        head = SipHead.read(bytes, start, headEnd);
        bodyStart = headEnd;
        return true;
    }

    private void skipLineEnds() {
        while (start < end && (bytes[start] == '\r' || bytes[start] == '\n')) {
            if (bytes[start++] == '\n' && ++lineEnds == 2) {
                lineEnds = 0;
                ping.run();
            }
        }
        if (start < end) {
            lineEnds = 0;
        }
    }

    private boolean takeMessage(SipHead found) {
        long length = Math.max(0, found.contentLength());
        if (found.contentLength() == -2) {
            broken = true; // where the next begins is anybody's guess
        } else if (length > SipHead.MAX_MESSAGE - (bodyStart - start)) {
            broken = true;
            found.fail(tooLarge());
        } else if (end - bodyStart < length) {
            return false;
        }
        int bodyEnd = broken ? bodyStart : bodyStart + (int) length;
        Parsed parsed = found.with(bytes, bodyStart, bodyEnd);
        head = null;
        start = bodyEnd;
        searched = bodyEnd;
        Refusal refusal = parsed.refusal();
        if (refusal != null && refusal.method() == null && !found.isAnswer()) {
            broken = true; // this is no SIP at all
        }
        messages.accept(parsed);
        return !broken;
    }

    private void tooLong() {
        broken = true;
        SipHead cutOff = SipHead.read(bytes, start, end);
        cutOff.failWith(tooLarge());
        messages.accept(cutOff.with(bytes, end, end));
        bytes = Arrays.copyOf(bytes, 0);
        start = 0;
        end = 0;
    }

    private static MalformedException tooLarge() {
        return new MalformedException(
                513, "a message is longer than " + SipHead.MAX_MESSAGE + " bytes");
    }
}
