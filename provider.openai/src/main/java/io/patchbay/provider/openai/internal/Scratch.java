package io.patchbay.provider.openai.internal;

/**
 * Working memory of the thread that moves sound, shared by all its connections, so that an idle
 * session holds none. Only arrays of the JDK lie in the thread: a bundle that went leaves nothing
 * behind that leads back to it.
 */
final class Scratch {

    /** Sound of one message that is kept for reuse; a longer one gets an array of its own. */
    static final int KEPT = 64 << 10;

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

    /** Where the sound of a whole message appears. */
    static byte[] decoded(byte[][] arrays, int bytes) {
        return bytes > KEPT ? new byte[bytes] : array(arrays, DECODED, KEPT);
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
