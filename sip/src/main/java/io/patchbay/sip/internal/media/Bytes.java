package io.patchbay.sip.internal.media;

/** Numbers in network order. */
final class Bytes {

    private Bytes() {}

    static int getShort(byte[] from, int at) {
        return (from[at] & 0xFF) << 8 | from[at + 1] & 0xFF;
    }

    static int getInt(byte[] from, int at) {
        return getShort(from, at) << 16 | getShort(from, at + 2);
    }

    static void putShort(byte[] to, int at, int value) {
        to[at] = (byte) (value >> 8);
        to[at + 1] = (byte) value;
    }

    static void putInt(byte[] to, int at, int value) {
        putShort(to, at, value >> 16);
        putShort(to, at + 2, value);
    }
}
