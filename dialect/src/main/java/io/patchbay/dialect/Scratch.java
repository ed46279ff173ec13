package io.patchbay.dialect;

/**
 * Working memory of the thread that moves sound, shared by all its connections, so that an idle
 * session holds none. Only arrays of the JDK lie in the thread: a bundle that went leaves nothing
 * behind that leads back to it.
 */
public final class Scratch {

    /** Bytes of sound that are kept for reuse; more get an array of their own. */
    public static final int KEPT = 64 << 10;

    /** Blocks come in sizes 1, 2, 4 … 4096 quads (base64) or triples (sound). */
    static final int LEVELS = 13;

    /** Quads in the largest block. */
    static final int LARGEST = 1 << (LEVELS - 1);

    private static final int TEXT = 0;
    private static final int SOUND = LEVELS;
    private static final int DECODED = 2 * LEVELS;
    private static final int TEXT_OUT = DECODED + 1;
    private static final int SOUND_OUT = DECODED + 2;
    private static final int TAIL = DECODED + 3;
    private static final int SLOTS = TAIL + 3;

    private static final ThreadLocal<byte[][]> ARRAYS =
            ThreadLocal.withInitial(() -> new byte[SLOTS][]);

    private Scratch() {}

    static byte[][] ofThread() {
        return ARRAYS.get();
    }

    /** Where base64 of {@code 1 << level} quads is laid for decoding. */
    static byte[] text(byte[][] arrays, int level) {
        return array(arrays, TEXT + level, 4 << level);
    }

    /** Where sound of {@code 1 << level} triples is laid for encoding. */
    static byte[] sound(byte[][] arrays, int level) {
        return array(arrays, SOUND + level, 3 << level);
    }

    /** Where the last one or two bytes are laid for encoding. */
    static byte[] tail(byte[][] arrays, int bytes) {
        return array(arrays, TAIL + bytes, bytes);
    }

    /** Where one encoded block appears. */
    static byte[] textOut(byte[][] arrays) {
        return array(arrays, TEXT_OUT, 4 * LARGEST);
    }

    /** Where one decoded block appears. */
    static byte[] soundOut(byte[][] arrays) {
        return array(arrays, SOUND_OUT, 3 * LARGEST);
    }

    /**
     * An array for the sound of a whole message: the thread's own, whose content is old sound and
     * which the next call on this thread gives again; above {@link #KEPT} a new one.
     *
     * @param bytes how many are needed at least
     */
    public static byte[] sound(int bytes) {
        return bytes > KEPT ? new byte[bytes] : array(ofThread(), DECODED, KEPT);
    }

    private static byte[] array(byte[][] arrays, int slot, int size) {
        byte[] array = arrays[slot];
        if (array == null) {
            array = new byte[size];
            arrays[slot] = array;
        }
        return array;
    }
}
