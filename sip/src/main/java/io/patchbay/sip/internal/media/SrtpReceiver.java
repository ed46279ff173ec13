package io.patchbay.sip.internal.media;

import org.jspecify.annotations.Nullable;

/**
 * Decrypts what the far end sends (RFC 3711), each packet once. A few streams at most, of which a
 * new one begins without a wrap. On the loop.
 */
final class SrtpReceiver {

    private static final int CONTROL_TAG = 10;
    private static final int INDEX_BYTES = 4;
    private static final int MOST_STREAMS = 8;
    private static final int WINDOW = 64;

    private final SdesKey key;
    private final SrtpCipher sound;
    private final SrtpCipher control;
    private final int tagBytes;
    private final byte[] tag = new byte[SrtpCipher.MOST_TAG];
    private final @Nullable Stream[] streams = new Stream[MOST_STREAMS];
    private int known;

    /** What came of one stream; packets are known by their index, the last 64 one by one. */
    private static final class Stream {
        private final int ssrc;
        private long highest = -1;
        private long seen;
        private long controlHighest = -1;
        private long controlSeen;

        Stream(int ssrc) {
            this.ssrc = ssrc;
        }

        /** The index of a packet with this number: the nearest to the highest (Appendix A). */
        long index(int sequence) {
            if (highest < 0) {
                return sequence;
            }
            long wraps = highest >>> 16;
            long index = wraps << 16 | sequence;
            if (index - highest > 0x8000 && wraps > 0) {
                return index - 0x10000;
            }
            return highest - index > 0x8000 ? index + 0x10000 : index;
        }
    }

    SrtpReceiver(SdesKey key) {
        this.key = key;
        this.sound = SrtpCipher.of(key, false);
        this.control = SrtpCipher.of(key, true);
        this.tagBytes = key.suite().tagBytes();
    }

    /** Whether it is this key that it decrypts with. */
    boolean has(SdesKey other) {
        return key.sameSecret(other);
    }

    /**
     * Decrypts a packet in place.
     *
     * @return its length without the tag; -1 when it is not authentic, or came before
     */
    int unprotect(byte[] packet, int length, int headerBytes, int sequence, int ssrc) {
        int end = length - tagBytes;
        Stream stream = stream(ssrc);
        if (end < headerBytes || stream == null) {
            return -1;
        }
        long index = stream.index(sequence);
        if (cameBefore(index, stream.highest, stream.seen)) {
            return -1;
        }
        System.arraycopy(packet, end, tag, 0, tagBytes);
        if (end + INDEX_BYTES > packet.length) {
            return -1;
        }
        Bytes.putInt(packet, end, (int) (index >>> 16));
        if (!sound.verify(packet, end + INDEX_BYTES, tag, tagBytes)) {
            return -1;
        }
        sound.apply(packet, headerBytes, end - headerBytes, ssrc, index);
        remember(stream);
        stream.seen = seen(index, stream.highest, stream.seen);
        stream.highest = Math.max(index, stream.highest);
        return end;
    }

    /** Decrypts a compound packet of RTCP in place; as {@link #unprotect}. */
    int unprotectControl(byte[] packet, int length) {
        int signed = length - CONTROL_TAG;
        int end = signed - INDEX_BYTES;
        Stream stream = end < 8 ? null : stream(Bytes.getInt(packet, 4));
        if (stream == null) {
            return -1;
        }
        int word = Bytes.getInt(packet, end);
        long index = word & Integer.MAX_VALUE;
        if (cameBefore(index, stream.controlHighest, stream.controlSeen)) {
            return -1;
        }
        System.arraycopy(packet, signed, tag, 0, CONTROL_TAG);
        if (!control.verify(packet, signed, tag, CONTROL_TAG)) {
            return -1;
        }
        if (word < 0) {
            control.apply(packet, 8, end - 8, stream.ssrc, index);
        }
        remember(stream);
        stream.controlSeen = seen(index, stream.controlHighest, stream.controlSeen);
        stream.controlHighest = Math.max(index, stream.controlHighest);
        return end;
    }

    private static boolean cameBefore(long index, long highest, long seen) {
        long back = highest - index;
        return highest >= 0 && back >= 0 && (back >= WINDOW || (seen >>> back & 1) != 0);
    }

    private static long seen(long index, long highest, long seen) {
        if (highest < 0) {
            return 1;
        }
        long step = index - highest;
        if (step <= 0) {
            return seen | 1L << -step;
        }
        return step >= WINDOW ? 1 : seen << step | 1;
    }

    private @Nullable Stream stream(int ssrc) {
        for (int i = 0; i < known; i++) {
            Stream stream = streams[i];
            if (stream != null && stream.ssrc == ssrc) {
                return stream;
            }
        }
        return known < MOST_STREAMS ? new Stream(ssrc) : null;
    }

    /** Only what has proved itself takes a place. */
    private void remember(Stream stream) {
        for (int i = 0; i < known; i++) {
            if (streams[i] == stream) {
                return;
            }
        }
        streams[known++] = stream;
    }
}
