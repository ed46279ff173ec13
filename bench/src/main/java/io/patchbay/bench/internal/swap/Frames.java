package io.patchbay.bench.internal.swap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Sound that says which frame it is: 20 ms of 24 kHz PCM16, each filled with its number again and
 * again, so that a frame that is cut, doubled or mixed is noticed.
 */
final class Frames {

    static final int MILLIS = 20;
    static final int BYTES = 24_000 * 2 * MILLIS / 1_000;

    /** What a frame is. */
    enum Kind {
        /** The caller is silent. */
        SILENCE,
        /** The caller speaks. */
        SPEECH,
        /** The model speaks. */
        ANSWER
    }

    private static final int MARK = 0x5A000000;
    private static final int UNIT = 8;

    private Frames() {}

    /** Fills {@code into} from its start, ready to be read. */
    static ByteBuffer write(ByteBuffer into, Kind kind, int number) {
        into.clear().order(ByteOrder.LITTLE_ENDIAN);
        while (into.position() < BYTES) {
            into.putInt(MARK | kind.ordinal()).putInt(number);
        }
        return into.flip();
    }

    /** A new buffer for one frame. */
    static ByteBuffer buffer() {
        return ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads the frame at {@code at}.
     *
     * @return its kind and number in one word, see {@link #kind} and {@link #number}; -1 when it is
     *     no whole frame of ours
     */
    static long read(ByteBuffer sound, int at) {
        int mark = sound.getInt(at);
        int number = sound.getInt(at + 4);
        if ((mark & 0xff000000) != MARK || (mark & 0xff) >= Kind.values().length) {
            return -1;
        }
        for (int i = at + UNIT; i < at + BYTES; i += UNIT) {
            if (sound.getInt(i) != mark || sound.getInt(i + 4) != number) {
                return -1;
            }
        }
        return (long) (mark & 0xff) << 32 | number;
    }

    static Kind kind(long frame) {
        return Kind.values()[(int) (frame >> 32)];
    }

    static int number(long frame) {
        return (int) frame;
    }
}
